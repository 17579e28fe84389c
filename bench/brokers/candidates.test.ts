import { describe, expect, it } from "vitest";
import { findCandidates, orderTurns } from "./candidates.ts";
import type { Candidate } from "./candidates.ts";

const candidates: readonly Candidate[] = [
  { broker: "mosquitto", folder: null },
  { broker: "nats", folder: null },
  { broker: "nats", folder: "/opt/nats" },
];

function words(isReversed: boolean): readonly string[] {
  return orderTurns(candidates, ["cost", "rates"], isReversed).map(
    ({ experiment, candidate: { broker, folder } }) => `${experiment} ${broker}${folder ?? ""}`,
  );
}

describe("the candidates of a comparison", () => {
  it("have the broker that comes with mqbench, which nobody installs", async () => {
    expect(await findCandidates([], ["embedded"])).toEqual([{ broker: "embedded", folder: null }]);
  });

  it("have a folder's version behind what is installed, and refuse a folder that is not there", async () => {
    expect(await findCandidates(["embedded:/"], ["embedded"])).toEqual([
      { broker: "embedded", folder: null },
      { broker: "embedded", folder: "/" },
    ]);
    await expect(findCandidates(["nats:/is/not/there"], [])).rejects.toThrow("--also must be BROKER:FOLDER");
  });

  it("take turns within an experiment, each beginning with another broker", () => {
    expect(words(false)).toEqual([
      "cost mosquitto",
      "cost nats",
      "cost nats/opt/nats",
      "rates nats",
      "rates nats/opt/nats",
      "rates mosquitto",
    ]);
  });

  it("that are reversed take turns the other way round, and the experiments stay in their order", () => {
    expect(words(true)).toEqual([
      "cost nats/opt/nats",
      "cost nats",
      "cost mosquitto",
      "rates mosquitto",
      "rates nats/opt/nats",
      "rates nats",
    ]);
  });
});
