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
  for (const config of ["tuned", "default"] as const) {
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
    const text = mosquitto.launch(options).files["mosquitto.conf"] ?? "";
    expect(text.split("\n").filter((line) => line.startsWith("user "))).toEqual(expected);
  }
});
