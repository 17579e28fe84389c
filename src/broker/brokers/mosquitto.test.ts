import { afterEach, expect, test, vi } from "vitest";
import { mosquitto } from "./mosquitto.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  ["root stays root, who would become a user that cannot read the folder", 0, ["user root"]],
  ["anyone else needs no name: not every user id has one", 54_321, []],
])("%s", (_, id, expected) => {
  vi.spyOn(process, "geteuid").mockReturnValue(id);
  for (const config of ["tuned", "default"] as const)
    expect(linesOf(config).filter((line) => line.startsWith("user "))).toEqual(expected);
});

test("no limit of the tuned one is a number that a version takes for none at all: 2.1.2 warns of every message at 0 and at 65,535", () => {
  expect(linesOf("tuned")).toContain("max_inflight_messages 65534");
});

function linesOf(config: "tuned" | "default"): readonly string[] {
  const options = {
    program: "mosquitto",
    folder: "/f",
    config,
    resendsSoon: false,
    subscriberWindow: null,
    isRestarted: false,
    ports: [1883],
    listener: null,
  };
  return (mosquitto.launch(options).files["mosquitto.conf"] ?? "").split("\n");
}
