/** What the verdict's sentence says of what is missing, and of trials that are not valid. */
import { expect, it } from "vitest";
import { fakeLossyResult } from "../result/testing/fake-link-result.ts";
import { fakeResult, fakeTrial } from "../result/testing/fake-result.ts";
import { fakeRetainedResult } from "../result/testing/fake-stepwise-results.ts";
import { shareLeft, withShares } from "../result/testing/fake-shares.ts";
import type { Metric } from "../result/sections/metric-section.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import { renderMarkdown } from "./formats/markdown.ts";
import { headingParts, thresholdRows } from "./summary.ts";
import { shortfallText } from "./shortfall.ts";
import { renderRun } from "./formats/text.ts";

function counts(of: Readonly<Record<string, number>>): Record<string, Metric> {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, { kind: "value", unit: "count", value }]));
}

/** At QoS 2, beside a case at QoS 0 that misses nothing. */
function resultWith(of: Readonly<Record<string, number>>, changes: Partial<Trial> = {}, protocol = "5"): RunResult {
  const short = fakeTrial(2);
  const { cases } = fakeResult();
  return fakeResult({
    cases: cases.map((each) => ({ ...each, scenario: { ...each.scenario, protocol } })),
    trials: [fakeTrial(0), { ...short, metrics: { ...short.metrics, ...counts(of) }, ...changes }],
  });
}

const away: Metric = {
  kind: "histogram",
  unit: "ns",
  count: 1,
  min: 1,
  max: 1,
  mean: 1,
  percentiles: {},
  encoded: "",
  unended: { count: 4, encoded: "", atMost: {} },
};

it("a run in which nothing is missing is all valid", () => {
  expect(headingParts(fakeResult()).at(-1)).toBe("all valid");
});

it.each([
  [{ refused: 300, acknowledged: 0 }, "300 of 300 messages were refused"],
  [{ unfinished: 522, acknowledged: 1478 }, "522 of 2,000 messages never ended"],
  [{ lost: 1200, expectedDeliveries: 2000 }, "1,200 of 2,000 deliveries never came"],
  [
    { lost: 1200, altered: 1300, expectedDeliveries: 2000 },
    "1,200 of 2,000 deliveries never came as they were sent, 1,300 came altered",
  ],
  [{ altered: 3 }, "3 came altered"],
  [{ unsent: 7 }, "7 of 1,000 messages were never sent"],
  [{ unsent: 1 }, "1 of 1,000 messages was never sent"],
  [{ refused: 1, acknowledged: 0 }, "1 of 1 message was refused"],
  [{ lost: 1, expectedDeliveries: 1 }, "1 of 1 delivery never came"],
])("what is missing is said in the verdict's sentence, whatever thresholds ask: %j", (of, words) => {
  const result = resultWith(of);
  expect(headingParts(result).at(-1)).toBe(`all valid, but qos=2: ${words}`);
  expect(renderRun(result, null)).toContain(`all valid, but qos=2: ${words}`);
  expect(renderMarkdown([result]).split("\n")[0]).toBe("### ⚠️ thresholds passed: fake");
});

it("an altered delivery was not kept from anybody", () => {
  expect(shortfallText(resultWith({ lost: 3, lostAcknowledged: 3, altered: 3 }, {}, "3.1.1"))).not.toContain(
    "acknowledges it",
  );
});

it("acknowledged and never delivered has its reason on MQTT 3.1.1", () => {
  const words = "on MQTT 3.1.1 a broker that may not deliver a message (ACL, quota, a full queue) acknowledges it";
  const lost = { lost: 3, lostAcknowledged: 3 };
  expect(shortfallText(resultWith(lost, {}, "3.1.1"))).toContain(words);
  expect(shortfallText(resultWith(lost))).not.toContain(words);
});

it("what was lost before it was acknowledged has another reason", () => {
  const frozen = { lost: 100, lostAcknowledged: 0, acknowledged: 40, unfinished: 100 };
  expect(shortfallText(resultWith(frozen, {}, "3.1.1"))).not.toContain("acknowledges it");
});

it("what the scenario asks for is told, and is no fault", () => {
  const brokerRestart = {
    plannedAtSeconds: 1,
    downSeconds: 1,
    manner: "kill" as const,
    toldAtSeconds: 1,
    endedAtSeconds: 1,
    startedAtSeconds: 2,
    readyAtSeconds: 2,
    lastBackSeconds: 1,
  };
  const result = resultWith({ lost: 3 }, { brokerRestart }, "3.1.1");
  expect(headingParts(result).at(-1)).toBe("all valid; qos=2: 3 of 1,000 deliveries never came");
  expect(renderMarkdown([result]).split("\n")[0]).toBe("### ✅ thresholds passed: fake");
  const altered = resultWith({ lost: 3, altered: 1 }, { brokerRestart });
  expect(headingParts(altered).at(-1)).toContain("all valid, but qos=2: 3 of 1,000");
});

it("clients that did not connect are said, and those that never came back", () => {
  const { sensors } = fakeTrial(2);
  const half = resultWith({}, { sensors: { ...sensors, connected: sensors.planned - 3 } });
  expect(headingParts(half).at(-1)).toMatch(/^all valid, but qos=2: 3 of [\d,]+ clients did not connect$/u);
  expect(shortfallText(resultWith({}, { metrics: { ...fakeTrial(2).metrics, reconnectTime: away } }))).toBe(
    ", but qos=2: 4 clients never came back",
  );
  const one = { ...away, unended: { count: 1, encoded: "", atMost: {} } };
  expect(shortfallText(resultWith({}, { metrics: { ...fakeTrial(2).metrics, reconnectTime: one } }))).toBe(
    ", but qos=2: 1 client never came back",
  );
});

it("connections that are lost and made again are said, but for those that the scenario cuts", () => {
  const { sensors } = fakeTrial(2);
  const link = fakeLossyResult().trials[0]?.link ?? null;
  const lost = (dropped: Readonly<Record<string, number>>): string =>
    shortfallText(resultWith({ lost: 3 }, { link, sensors: { ...sensors, dropped } }));
  expect(lost({ "cut by the link, as the scenario asks": 15 })).toBe("; qos=2: 3 of 1,000 deliveries never came");
  expect(lost({ "no PINGRESP within the keepalive": 1 })).toBe(
    ", but qos=2: 1 connection was lost that the scenario does not cut, 3 of 1,000 deliveries never came",
  );
  expect(lost({ "cut by the link, as the scenario asks": 15, "no PINGRESP within the keepalive": 11 })).toBe(
    ", but qos=2: 11 connections were lost that the scenario does not cut, 3 of 1,000 deliveries never came",
  );
});

it("a refused PUBREL is said, though PUBCOMP ended its handshake", () => {
  const refusals: Trial["refusals"] = [
    { packet: "PUBREL", code: 0x92, name: "packet identifier not found", reason: null, count: 12, clients: ["s0x1"] },
  ];
  expect(shortfallText(resultWith({}, { refusals }))).toBe(", but qos=2: 12 PUBRELs were refused");
});

it("what no cut excuses is a fault under cuts, too: clients that stay away, sessions that were not kept", () => {
  const cut = { link: fakeLossyResult().trials[0]?.link ?? null };
  const kept = (of: Record<string, number>, changes: Partial<Trial> = {}): string => {
    const result = resultWith(of, { ...cut, ...changes });
    const session = { clean: false };
    return shortfallText({
      ...result,
      cases: result.cases.map((each) => ({ ...each, scenario: { ...each.scenario, session } })),
    });
  };
  expect(kept({ lost: 3 })).toMatch(/^; /u);
  expect(kept({ lost: 3, lostAcknowledged: 2 })).toMatch(/^, but /u);
  expect(
    kept({ lost: 3 }, { metrics: { ...fakeTrial(2).metrics, ...counts({ lost: 3 }), reconnectTime: away } }),
  ).toMatch(/^, but /u);
});

it("what a member that left took along is as the scenario asks, and no more than that", () => {
  const load = withShares(fakeTrial(2), [shareLeft(3)]).load;
  const left = (of: Record<string, number>, protocol = "5"): string =>
    shortfallText(resultWith(of, { load }, protocol));
  expect(left({ lost: 3, lostAcknowledged: 3 })).toBe("; qos=2: 3 of 1,000 deliveries never came");
  expect(left({ lost: 3, lostAcknowledged: 3 }, "3.1.1")).toBe("; qos=2: 3 of 1,000 deliveries never came");
  expect(left({ lost: 4, lostAcknowledged: 3 })).toBe(", but qos=2: 4 of 1,000 deliveries never came");
  expect(left({ lost: 4, lostAcknowledged: 4 }, "3.1.1")).toContain("acknowledges it");
  expect(left({ lost: 3, refused: 1 })).toMatch(/^, but /u);
});

it("deviations from the specification stand in the sentence of a load that is driven step by step", () => {
  const result = fakeRetainedResult();
  const trials = result.trials.map((trial) => ({
    ...trial,
    metrics: { ...trial.metrics, ...counts({ retainedMissing: 1, retainedWrong: 3 }) },
    thresholds: fakeTrial(0).thresholds,
  }));
  expect(headingParts({ ...result, trials: trials.slice(0, 1), cases: result.cases.slice(0, 1) }).at(-1)).toBe(
    "all valid, but 4 deviations from the specification",
  );
});

it("a trial that is not valid judges no threshold, and has no place in a cost", () => {
  const late = fakeTrial(2, { valid: false, invalidBecause: [{ code: "late", text: "mqbench was late" }] });
  const result = fakeResult({ trials: [fakeTrial(0), late] });
  expect(thresholdRows(result).map(({ outcome, measured }) => [outcome, measured])).toEqual([
    ["passed", "0"],
    ["not judged", "0 (not valid)"],
  ]);
  expect(renderRun(result, null)).toMatch(/packets +1 +not valid/u);
  expect(renderMarkdown([result])).toMatch(/packets \| 1 \| not valid/u);
});

it("a case with valid trials is judged by them, and says how many were not judged", () => {
  const late = fakeTrial(2, {
    trial: 2,
    valid: false,
    invalidBecause: [{ code: "late", text: "mqbench was late" }],
    thresholds: fakeTrial(2).thresholds.map((each) => ({ ...each, outcome: "failed", measured: 9 })),
  });
  const result = fakeResult({ trials: [fakeTrial(2), late] });
  expect(thresholdRows(result).map(({ outcome, measured }) => [outcome, measured])).toEqual([
    ["passed, 1 of 2 not judged", "0"],
  ]);
});
