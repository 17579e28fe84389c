import { describe, expect, it } from "vitest";
import type { HoldSection, Plateau } from "../../../result/loads/hold.ts";
import { plateausOf } from "../../../scenario/loads/hold-steps.ts";
import type { HoldLoad } from "../../../scenario/loads/hold-steps.ts";
import { drawHold, holdWarnings } from "./hold-result.ts";

const load: HoldLoad = {
  kind: "hold",
  step: "puback",
  levels: [0, 1000, 2000, 4000],
  settleNs: 0,
  sampleNs: 0,
  timeoutNs: 0,
};

/** Plateaus with one gauge: bytes by what is held and the direction. */
function plateaus(
  gauge: string,
  bytesAt: (held: number, direction: Plateau["direction"]) => number,
  missingAt: (held: number) => number = () => 0,
  queuedAt: (held: number) => number = () => 0,
): readonly Plateau[] {
  return plateausOf(load).map(({ level, direction }, at) => ({
    level,
    held: level,
    withheld: level - queuedAt(level),
    missing: missingAt(level),
    direction,
    atSeconds: at,
    bytes: { [gauge]: bytesAt(level, direction) },
    counts: {},
  }));
}

function lineOf(gauge: string, all: readonly Plateau[]): HoldSection["lines"][number] | undefined {
  return drawHold(all).lines.find((line) => line.gauge === gauge);
}

describe("bytes a held message", () => {
  it("are the slope over all plateaus of a gauge that tells live memory", () => {
    expect(
      lineOf(
        "heap",
        plateaus("heap", (held) => 5e6 + 300 * held),
      ),
    ).toEqual({
      gauge: "heap",
      bytesPerHeld: 300,
      residualShare: 0,
      plateaus: 7,
      through: "rise and fall",
      note: null,
    });
  });

  it("are the slope of the rise alone where memory stays with the process", () => {
    const sticky = plateaus("rss", (held, direction) => 9e6 + (direction === "falling" ? 350 * 4000 : 350 * held));
    expect(lineOf("rss", sticky)).toMatchObject({ bytesPerHeld: 350, plateaus: 3 });
  });

  it("leave out the rise below the level that had warmed the broker", () => {
    const warmed = plateaus("rss", (held) => 9e6 + 350 * Math.max(held, 1000));
    expect(lineOf("rss", warmed)?.bytesPerHeld).toBe(350);
  });

  it("are the slope of the rise alone where a broker keeps something after a release, and say so", () => {
    const kept = plateaus("heap", (held, direction) => 5e6 + 7000 * held + (direction === "falling" ? 20e6 : 0));
    expect(lineOf("heap", kept)).toMatchObject({ bytesPerHeld: 7000, plateaus: 3, through: "rise", note: null });
  });

  it("do not exist when the plateaus lie off every line", () => {
    const bent = plateaus("heap", (held) => 5e6 + (held === 2000 ? 1e6 : held * 100));
    expect(lineOf("heap", bent)).toMatchObject({ bytesPerHeld: null, note: expect.stringMatching(/off a line$/u) });
  });

  it("do not exist when memory does not grow", () => {
    expect(
      lineOf(
        "heap",
        plateaus("heap", () => 5e6),
      )?.note,
    ).toBe("it does not grow with what is held");
  });

  it("do not exist when the messages were not there", () => {
    const lost = plateaus(
      "heap",
      (held) => 5e6 + 300 * held,
      (held) => (held === 0 ? 12 : 0),
    );
    expect(lineOf("heap", lost)?.note).toBe("12 messages never came: they were not held");
  });
});

describe("what the broker gave back", () => {
  it("is the share of the highest level's memory that is gone in the end", () => {
    const half = plateaus(
      "heap",
      (held, direction) => 5e6 + 300 * (direction === "falling" && held === 0 ? 1000 : held),
    );
    expect(drawHold(half).givenBack).toEqual({ heap: 0.75 });
  });

  it("is not known of a trial that did not come to its end", () => {
    expect(drawHold(plateaus("heap", (held) => held).slice(0, 6)).givenBack).toEqual({});
  });
});

it("messages that waited in the broker's queue are said", () => {
  const held = plateaus(
    "heap",
    (level) => level,
    (level) => level,
    (level) => level / 2,
  );
  expect(holdWarnings(held)).toEqual([
    {
      code: "queued",
      text: "of 4,000 messages 2,000 were not in flight: the broker kept them in its queue, so that the figures are of queued messages too",
    },
  ]);
});
