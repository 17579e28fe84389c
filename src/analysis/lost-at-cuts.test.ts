import { describe, expect, test } from "vitest";
import { fakeLossyResult } from "../result/testing/fake-link-result.ts";
import { fakeResult } from "../result/testing/fake-result.ts";
import { fakeHandshakeResult } from "../result/testing/fake-stepwise-results.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import { lostAtCuts } from "./lost-at-cuts.ts";

function withTrials(result: RunResult, change: (trial: Trial) => Partial<Trial>): RunResult {
  return { ...result, trials: result.trials.map((trial) => ({ ...trial, ...change(trial) })) };
}

/** Cuts of the publisher at QoS 0 to 2, each row with its deliveries 0/1/2+. */
function handshakes(...rows: readonly (readonly [qos: number, none: number, once: number, side?: "subscriber"])[]) {
  return withTrials(fakeHandshakeResult(), ({ load }) => {
    const [first] = load.kind === "handshake" ? load.rows : [];
    if (first === undefined || load.kind !== "handshake") throw new Error("the fixture has no row");
    const cut = rows.map(([qos, none, once, side]) => ({
      ...first,
      qos,
      side: side ?? ("publisher" as const),
      deliveries: { none, once, more: 0 },
    }));
    return { load: { ...load, rows: cut } };
  });
}

const none = { inExchange: null, atAnyTime: null };

describe("of messages that a cut strikes on their way", () => {
  // The fixture has two trials with the same rows.
  test.each([
    ["all of QoS 0", 0, { cuts: 20, lost: 20, share: 1 }],
    ["a step's share, whatever its exchanges", 1, { cuts: 220, lost: 20, share: 0.5 }],
    ["none", 2, { cuts: 40, lost: 0, share: 0 }],
  ])("are lost: %s", (_, qos, inExchange) => {
    const result = handshakes([0, 10, 0], [1, 10, 0], [1, 0, 100], [2, 0, 10], [2, 0, 10], [2, 10, 0, "subscriber"]);
    expect(lostAtCuts([result], "aedes", qos)).toEqual({ inExchange, atAnyTime: null });
  });

  test("nothing is known of another broker, of a level without a cut, of duplicates, nor by a trial that is not valid", () => {
    const result = handshakes([1, 10, 0]);
    expect(lostAtCuts([result], "nats", 1)).toEqual(none);
    expect(lostAtCuts([result], "aedes", 0)).toEqual(none);
    expect(lostAtCuts([withTrials(result, () => ({ valid: false }))], "aedes", 1)).toEqual(none);
    const duplicates = withTrials(result, ({ load }) =>
      load.kind === "handshake"
        ? { load: { ...load, rows: load.rows.map((row) => ({ ...row, fault: "duplicate" as const })) } }
        : {},
    );
    expect(lostAtCuts([duplicates], "aedes", 1)).toEqual(none);
  });

  test("a step that the broker does not take is left out", () => {
    const result = withTrials(handshakes([2, 10, 0]), ({ load }) =>
      load.kind === "handshake"
        ? { load: { ...load, rows: load.rows.map((row) => ({ ...row, notApplicable: "closes the connection" })) } }
        : {},
    );
    expect(lostAtCuts([result], "aedes", 2)).toEqual(none);
  });
});

describe("of cuts at any time", () => {
  test("a cut loses what a sensor sends in a time", () => {
    // 10 messages at 20 cuts; 500 messages a second of 100 sensors are one of each in 200 ms.
    expect(lostAtCuts([fakeLossyResult()], "aedes", 0).atAnyTime).toEqual({ lost: 10, cuts: 20, nsACut: 100e6 });
    expect(lostAtCuts([fakeLossyResult()], "aedes", 2).atAnyTime).toEqual({ lost: 0, cuts: 20, nsACut: 0 });
    expect(lostAtCuts([fakeLossyResult(), fakeLossyResult()], "aedes", 0).atAnyTime).toEqual({
      lost: 20,
      cuts: 40,
      nsACut: 100e6,
    });
  });

  test("of several receivers each misses a message that is lost", () => {
    const four = withTrials(fakeLossyResult(), ({ metrics }) => ({
      metrics: { ...metrics, expectedDeliveries: { kind: "value", unit: "count", value: 4000 } },
    }));
    expect(lostAtCuts([four], "aedes", 0).atAnyTime).toEqual({ lost: 2.5, cuts: 20, nsACut: 25e6 });
  });

  test("nothing is known without a cut, nor where receivers or certain packets were cut", () => {
    expect(lostAtCuts([fakeResult()], "aedes", 0)).toEqual(none);
    const madeCuts = [{ client: "r0x1", atSeconds: 1 }];
    const withLink = (changes: Partial<NonNullable<Trial["link"]>>): RunResult =>
      withTrials(fakeLossyResult(), ({ link }) => ({ link: link === null ? null : { ...link, ...changes } }));
    expect(lostAtCuts([withLink({ madeCuts })], "aedes", 0)).toEqual(none);
    expect(lostAtCuts([withLink({ packetCuts: [{ client: "s0x1", atSeconds: 1 }] })], "aedes", 0)).toEqual(none);
  });
});
