import { describe, expect, it } from "vitest";
import { healthy, warningsOf } from "./testing/judge-healthy.ts";
import { judgeTrial } from "./validity.ts";

describe("a trial has a warning", () => {
  it("when packets counted differ from the prediction", () => {
    expect(warningsOf({ differences: ["3 PUBLISH more: duplicates", "1 PUBACK fewer"] })).toEqual([
      {
        code: "ledger-differs",
        text: "packets counted differ from the prediction: 3 PUBLISH more: duplicates; 1 PUBACK fewer",
      },
    ]);
  });

  it("when bytes counted differ from the socket's", () => {
    expect(warningsOf({ unreconciledConnections: 2 })).toEqual([
      { code: "unreconciled", text: "bytes counted differ from the socket's on 2 connections" },
    ]);
  });

  it("when a latency had to be clamped", () => {
    expect(warningsOf({ clampedLatencies: 1234 })).toEqual([
      { code: "clamped", text: "1,234 latencies were below 0 or above one hour and count at that edge" },
    ]);
  });

  it("when connections dropped and were made again", () => {
    expect(judgeTrial({ ...healthy, dropped: { "connection reset": 3 }, isDropExpected: true })).toEqual({
      invalidBecause: [],
      warnings: [{ code: "dropped", text: "connections dropped and made again: 3 × connection reset" }],
    });
  });

  it("when a few clients did not connect", () => {
    const clients = { planned: 100, connected: 99, atLeastShare: 0.99 };
    expect(judgeTrial({ ...healthy, clients, failed: { timeout: 1 } })).toEqual({
      invalidBecause: [],
      warnings: [{ code: "not-connected", text: "some clients did not connect: 1 × timeout" }],
    });
  });

  it("when acknowledgements were of no message in flight", () => {
    expect(warningsOf({ strays: { PUBACK: 400, PUBREC: 1000 } })).toEqual([
      {
        code: "strays",
        text: "1,400 acknowledgements matched no message in flight, or came again, and changed nothing: the broker acknowledges twice, or what was not sent: 1,000 × PUBREC, 400 × PUBACK",
      },
    ]);
  });

  it("when the broker says that it dropped messages", () => {
    expect(warningsOf({ brokerDropped: 1200 })).toEqual([
      { code: "broker-dropped", text: "the broker says that it dropped 1,200 messages" },
    ]);
  });

  it("when the broker waited for a CPU", () => {
    expect(warningsOf({ brokerRunDelay: 0.104 })).toEqual([
      {
        code: "broker-starved",
        text: "the broker's threads, added up, waited for a CPU 104 ms in each second of measure: its latencies are partly this machine's",
      },
    ]);
  });

  it("when a closed loop used up its core", () => {
    expect(warningsOf({ isOpenLoop: false, threadCpu: 0.96 })).toEqual([
      {
        code: "generator-busy",
        text: "in a closed loop mqbench sent as fast as it could (0.96 of a core): its own work is part of every latency",
      },
    ]);
  });

  it("when latencies are largely mqbench's own, with each of them", () => {
    const latencyP50Ns = { "publish latency": 2e6, "end-to-end latency": 4e6, released: null, other: 1.3e6 };
    expect(warningsOf({ publishDelayP50Ns: 0.65e6, latencyP50Ns })).toEqual([
      {
        code: "publish-delay",
        text: "publish delay p50 0.65 ms (mqbench's own) is 32.5 % of publish latency p50 and 50 % of other p50: compare by service time",
      },
    ]);
  });

  it("when most messages waited for the window, without blaming mqbench for it", () => {
    const waited = { publishDelayP50Ns: 3610e6, pacingDelayP50Ns: 0.7e6, overruns: 400 };
    const text =
      "publish delay p50 3,610 ms is mostly waiting for a free place in the window or for the connection (mqbench's own pacing delay p50 is 0.7 ms): service time leaves this wait out, publish latency counts it";
    expect(warningsOf(waited)).toEqual([{ code: "window-full", text }]);
    for (const own of [{ pacingDelayP50Ns: 3000e6 }, { overruns: 0 }])
      expect(warningsOf({ ...waited, ...own })).toMatchObject([{ code: "publish-delay" }]);
  });

  it("but none for publish delay in a closed loop, whose messages are due when they leave", () => {
    expect(warningsOf({ isOpenLoop: false, publishDelayP50Ns: 1e6 })).toEqual([]);
  });
});

describe("a trial that is not stationary has a warning", () => {
  it("when messages pile up through measure", () => {
    expect(warningsOf({ backlog: [10, 10, 10, 10, 60, 70, 80, 90] })).toEqual([
      {
        code: "not-stationary",
        text: "messages inflight and waiting rose from 10 to 75 through measure: the broker falls behind, percentiles depend on the duration",
      },
    ]);
  });

  it("when deliveries pile up at the subscribers, also in a closed loop", () => {
    expect(warningsOf({ isOpenLoop: false, unreleased: [10, 10, 10, 400, 500, 600] })).toEqual([
      {
        code: "not-stationary",
        text: "deliveries not yet released rose from 10 to 500 through measure: the broker falls behind, percentiles depend on the duration",
      },
    ]);
  });

  it("which does not blame the broker where the scenario kept clients away", () => {
    expect(warningsOf({ wereAwayAsAsked: true, backlog: [10, 10, 10, 10, 60, 70, 80, 90] })).toEqual([
      {
        code: "not-stationary",
        text: "messages inflight and waiting rose from 10 to 75 through measure: while clients were away, as the scenario asks, percentiles depend on the duration",
      },
    ]);
  });

  it("when the deliveries alone slow down", () => {
    const latencySeriesNs = {
      "publish latency": [1e6, 1e6, 1e6, 1e6, 1e6, 1e6],
      "end-to-end latency": [2e6, 2e6, 2e6, 8e6, 9e6, 10e6],
    };
    expect(warningsOf({ latencySeriesNs }).map(({ text }) => text)).toEqual([
      "the median end-to-end latency was 2 ms in the first half of measure and 9 ms in the second: percentiles depend on the duration",
    ]);
  });

  it("when the halves' median latencies differ, whichever is larger", () => {
    expect(warningsOf({ latencySeriesNs: { "publish latency": [9e6, 9e6, 9e6, 2e6, 2e6, 2e6] } })).toEqual([
      {
        code: "not-stationary",
        text: "the median publish latency was 9 ms in the first half of measure and 2 ms in the second: percentiles depend on the duration",
      },
    ]);
  });

  it("once, where both are so", () => {
    const both = { backlog: [0, 0, 0, 90, 90, 90], latencySeriesNs: { publish: [1e6, 1e6, 1e6, 9e6, 9e6, 9e6] } };
    expect(warningsOf(both)).toHaveLength(1);
  });

  it.each([
    ["too few seconds to tell", { backlog: [0, 0, 0, 900, 900] }],
    ["a tenth of a second's worth", { backlog: [0, 0, 0, 10, 10, 10] }],
    ["half as many again", { backlog: [100, 100, 100, 150, 150, 150] }],
    ["one second that stands out", { backlog: [0, 0, 0, 0, 900, 0] }],
    ["fewer in the end", { backlog: [900, 900, 900, 0, 0, 0] }],
    ["a closed loop's inflight", { isOpenLoop: false, backlog: [0, 0, 0, 900, 900, 900] }],
    ["a millisecond more", { latencySeriesNs: { publish: [0.1e6, 0.1e6, 0.1e6, 1.1e6, 1.1e6, 1.1e6] } }],
    ["a half more latency", { latencySeriesNs: { publish: [10e6, 10e6, 10e6, 15e6, 15e6, 15e6] } }],
  ])("but not for %s", (_, changes) => {
    expect(warningsOf(changes)).toEqual([]);
  });
});
