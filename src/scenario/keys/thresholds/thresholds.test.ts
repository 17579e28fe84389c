import { describe, expect, it } from "vitest";
import { conditionOf, parseConditions, parseThreshold } from "./thresholds.ts";
import type { Threshold } from "./thresholds.ts";

describe("a threshold", () => {
  type Row = readonly [string, Pick<Threshold, "metric" | "statistic" | "comparison" | "limit">];
  const rows: readonly Row[] = [
    // A latency, with each kind of statistic.
    ["publishLatency.p99 < 250ms", { metric: "publishLatency", statistic: "p99", comparison: "<", limit: 250e6 }],
    ["serviceTime.p99.9 <= 1s", { metric: "serviceTime", statistic: "p99.9", comparison: "<=", limit: 1e9 }],
    ["endToEndLatency.max < 2min", { metric: "endToEndLatency", statistic: "max", comparison: "<", limit: 120e9 }],
    ["endToEndLatency.mean > 10us", { metric: "endToEndLatency", statistic: "mean", comparison: ">", limit: 10e3 }],
    // A number of messages, with every comparison that remains.
    ["lost == 0", { metric: "lost", statistic: null, comparison: "==", limit: 0 }],
    ["delivered >= 1000", { metric: "delivered", statistic: null, comparison: ">=", limit: 1000 }],
    ["duplicate != 3", { metric: "duplicate", statistic: null, comparison: "!=", limit: 3 }],
    // Bytes, with and without the unit.
    ["wireBytesPerMessage < 1kB", { metric: "wireBytesPerMessage", statistic: null, comparison: "<", limit: 1000 }],
    ["wireBytesPerMessage == 276", { metric: "wireBytesPerMessage", statistic: null, comparison: "==", limit: 276 }],
    // A rate.
    ["deliveredRate > 1999/s", { metric: "deliveredRate", statistic: null, comparison: ">", limit: 1999 }],
    // A ratio, as a share and as a number.
    ["overheadPerMessage < 50 %", { metric: "overheadPerMessage", statistic: null, comparison: "<", limit: 0.5 }],
    ["brokerRunDelay < 0.05", { metric: "brokerRunDelay", statistic: null, comparison: "<", limit: 0.05 }],
    // Zero needs no unit.
    ["publishLatency.min > 0", { metric: "publishLatency", statistic: "min", comparison: ">", limit: 0 }],
    // Spaces are free.
    ["  lost==0 ", { metric: "lost", statistic: null, comparison: "==", limit: 0 }],
  ];

  it.each(rows)("%j is read", (text, expected) => {
    expect(parseThreshold(text, null)).toEqual({
      text: text.trim(),
      position: null,
      axes: {},
      group: null,
      abortAfterNs: null,
      ...expected,
    });
  });

  it("keeps where it stands", () => {
    const position = { file: "a.yaml", line: 3, column: 5 };
    expect(parseThreshold("lost == 0", position)).toMatchObject({ position });
  });
});

describe("the case of a threshold", () => {
  it.each([
    ["lost == 0", {}], // none named: every case
    ["qos=2: lost == 0", { qos: "2" }], // one axis
    ["qos=2,protocol=3.1.1: lost == 0", { qos: "2", protocol: "3.1.1" }], // two
    ["qos = 2 , protocol = 5 : lost == 0", { qos: "2", protocol: "5" }], // with spaces
    ["session.clean=false: lost == 0", { "session.clean": "false" }], // a dotted axis
  ])("is read from %j", (text, axes) => {
    expect(parseThreshold(text, null)).toMatchObject({ text, axes, metric: "lost", limit: 0 });
  });
});

describe("what a threshold asks of its case", () => {
  it.each([
    ["lost == 0", "lost == 0"],
    ["qos=2: lost == 0", "lost == 0"],
    ["broker=nats, qos=2: publishLatency.p99 < 1s", "publishLatency.p99 < 1s"],
    ["qos=2, alarms: lost == 0", "alarms: lost == 0"],
    ["alarms: lost == 0", "alarms: lost == 0"],
    ["broker=mqtt://127.0.0.1: lost == 0", "lost == 0"],
  ])("stands beside the case: %j", (text, condition) => {
    expect(conditionOf(text)).toBe(condition);
  });
});

describe("the group of a threshold", () => {
  it.each([
    ["alarms: lost == 0", "alarms", {}],
    ["qos=2, alarms: lost == 0", "alarms", { qos: "2" }],
    ["alarms,qos=2 : lost == 0", "alarms", { qos: "2" }],
    ["site-1.alarms: lost == 0", "site-1.alarms", {}],
    ["qos=2: lost == 0", null, { qos: "2" }],
  ])("is read from %j", (text, group, axes) => {
    expect(parseThreshold(text, null)).toMatchObject({ text, group, axes, metric: "lost" });
  });

  it.each([
    ["alarms, readings: lost == 0", "two groups are named, alarms and readings: a threshold is on one"],
    ["qos=2,: lost == 0", "expected axis=value or a group before the colon, got "],
    [": lost == 0", "expected axis=value or a group before the colon, got "],
  ])("is not read from %j", (text, problem) => {
    expect(parseThreshold(text, null)).toBe(problem);
  });
});

describe("a text that is no threshold", () => {
  it.each([
    // Not of the form.
    ["lost", /^expected a threshold such as .*, got "lost"$/u],
    ["lost is 0", /^expected a threshold such as/u],
    ["lost = 0", /^expected a threshold such as/u],
    ["lost <", /^expected a threshold such as/u],
    ["250ms > publishLatency.p99", /^expected a threshold such as/u],
    ["", /^expected a threshold such as .*, got ""$/u],
    // An unknown metric, near to a known one or to none.
    ["publishLatensy.p99 < 1ms", /^unknown metric publishLatensy; did you mean `publishLatency`\?$/u],
    ["constructor == 0", /^unknown metric constructor; known: pacingDelay, /u],
    // A statistic too many, too few, unknown.
    ["lost.p99 == 0", /^lost is one value: it has no p99$/u],
    ["publishLatency < 1ms", /^publishLatency needs a statistic \(\.min, \.mean, \.p50, .*\), got nothing$/u],
    ["publishLatency.p98 < 1ms", /^publishLatency needs a statistic .*, got \.p98$/u],
    // The wrong unit, for each that a metric may have.
    ["publishLatency.p99 < 250", /^publishLatency is compared with a duration such as .*, got 250$/u],
    ["publishLatency.p99 < 1kB", /^publishLatency is compared with a duration such as .*, got 1kB$/u],
    ["lost == 0 B", /^lost is compared with a number such as 0, got 0 B$/u],
    ["wireBytesPerMessage < 1s", /^wireBytesPerMessage is compared with a size such as .*, got 1s$/u],
    ["offeredRate > 5", /^offeredRate is compared with a rate such as .*, got 5$/u],
    [
      "overheadPerMessage < 5 B",
      /^overheadPerMessage is compared with a number such as 0\.05, or a share .*, got 5 B$/u,
    ],
  ])("%j is said to be wrong", (text, words) => {
    expect(parseThreshold(text, null)).toMatch(words);
  });
});

describe("a limit outside of what the metric can be", () => {
  const fails = (name: string, got: string): string =>
    `${name} is never below 0: it can only fail; expected a limit above 0, or 0 with <=, >, == or !=, got ${got}`;
  const passes = (name: string, got: string): string => fails(name, got).replace("only fail", "only pass");

  it.each([
    ["lost >= 0", passes("lost", ">= 0")],
    ["duplicate > -1", passes("duplicate", "> -1")],
    ["lost != -2", passes("lost", "!= -2")],
    ["lost < 0", fails("lost", "< 0")],
    ["lost <= -1", fails("lost", "<= -1")],
    ["lost == -0.5", fails("lost", "== -0.5")],
    ["publishLatency.p50 < 0ms", fails("publishLatency.p50", "< 0ms")],
    ["serviceTimeLessReadLag.min >= 0", passes("serviceTimeLessReadLag.min", ">= 0")],
    ["deliveredRate >= 0/s", passes("deliveredRate", ">= 0/s")],
    ["brokerRssPeak < 0", fails("brokerRssPeak", "< 0")],
    ["overheadPerMessage < 0 %", fails("overheadPerMessage", "< 0 %")],
    ["lost == 0.5", "lost is a whole number: it can only fail; expected a whole number, got == 0.5"],
    ["sent != 1.5", "sent is a whole number: it can only pass; expected a whole number, got != 1.5"],
  ])("decides nothing: %j", (text, problem) => {
    expect(parseThreshold(text, null)).toBe(problem);
    expect(parseConditions(`intended > 0 and ${text}`)).toBe(problem);
  });

  it.each([
    // The least itself can be met and missed.
    "lost <= 0",
    "lost > 0",
    "publishLatency.min != 0",
    // Between two whole numbers there is a limit, and a mean need not be whole.
    "lost < 0.5",
    "packetsPerMessage == 3.5",
    // A difference, a slope and a share of a difference may be below 0.
    "serviceTimeLessLink >= 0",
    "brokerHeapPerHeld < 0",
    "brokerRssGivenBack > -0.1",
  ])("is not where both can be: %j", (text) => {
    expect(parseThreshold(text, null)).toMatchObject({ text });
  });
});

describe("conditions joined by and", () => {
  it("are thresholds that must all hold", () => {
    const parsed = parseConditions("publishLatency.p99 < 50ms and  lost == 0 and qos=1: sent > 5");
    expect(typeof parsed === "string" ? parsed : parsed.map(({ text }) => text)).toEqual([
      "publishLatency.p99 < 50ms",
      "lost == 0",
      "qos=1: sent > 5",
    ]);
  });

  it("are refused with what is wrong with the first that cannot be read", () => {
    expect(parseConditions("lost == 0 and publishLatency < 50ms")).toMatch(/^publishLatency needs a statistic/u);
    expect(parseConditions("lost == 0 and ")).toMatch(/^expected a threshold such as/u);
  });
});
