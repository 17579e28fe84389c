import { describe, expect, it } from "vitest";
import { judgeTrial, limits } from "./validity.ts";
import type { Judged } from "./validity.ts";

const healthy: Judged = {
  account: null,
  isOpenLoop: true,
  due: 1000,
  intended: 1000,
  pacedWithinMeasure: 999,
  pacingDelayP99Ns: 2e6,
  eventLoopDelayP99Ns: 3e6,
  threadCpu: 0.4,
  threadRunDelay: 0.01,
  machine: null,
  clients: { planned: 100, connected: 100, atLeastShare: 0.99 },
  missingReports: 0,
  failed: {},
  dropped: {},
  isDropExpected: false,
  grants: {},
  unsubscribed: 0,
  earlyEnd: null,
  differences: [],
  unreconciledConnections: 0,
  clampedLatencies: 0,
  probeProblems: [],
  strays: {},
  foreign: { count: 0, retained: 0, perSecond: 0 },
  altered: { topic: 0, length: 0, content: 0 },
  brokerDropped: 0,
  brokerRunDelay: 0.02,
  publishDelayP50Ns: 0.1e6,
  pacingDelayP50Ns: 0.05e6,
  overruns: 0,
  latencyP50Ns: { "publish latency": 1e6, "end-to-end latency": null },
  backlog: [5, 6, 5, 6, 5, 6, 5, 6],
  unreleased: [3, 2, 3, 2, 3, 2],
  latencySeriesNs: { "publish latency": [1e6, 1.1e6, 1e6, 1.2e6, 1e6, 1.1e6], "end-to-end latency": [] },
  offeredPerSecond: 100,
  readLag: { probes: 1000, p50Ns: 60e3, p99Ns: 400e3, answererEnded: null },
  closedLoop: null,
};

/** Why a trial is not valid. */
const faultsOf = (changes: Partial<Judged>) => judgeTrial({ ...healthy, ...changes }).invalidBecause;
/** What is said of it besides. */
const warningsOf = (changes: Partial<Judged>) => judgeTrial({ ...healthy, ...changes }).warnings;

/** The same to the limit's last digit: still within it. */
const atTheLimits: Partial<Judged> = {
  pacedWithinMeasure: 1000 * limits.achievedShare,
  pacingDelayP99Ns: limits.pacingDelayP99Ns,
  eventLoopDelayP99Ns: limits.eventLoopDelayP99Ns,
  threadCpu: limits.threadCpu,
  clients: { planned: 100, connected: 99, atLeastShare: 0.99 },
  brokerRunDelay: limits.brokerRunDelay,
  publishDelayP50Ns: 1e6 * limits.publishDelayShare,
};

describe("a healthy trial", () => {
  it("is valid without a warning", () => {
    expect(judgeTrial(healthy)).toEqual({ invalidBecause: [], warnings: [] });
  });

  it("may reach every limit", () => {
    expect(judgeTrial({ ...healthy, ...atTheLimits })).toEqual({ invalidBecause: [], warnings: [] });
  });

  it("may know nothing of what the system does not tell", () => {
    const unknown = {
      due: null,
      pacingDelayP99Ns: null,
      threadCpu: null,
      brokerRunDelay: null,
      publishDelayP50Ns: null,
      backlog: [],
      latencySeriesNs: {},
    };
    expect(judgeTrial({ ...healthy, ...unknown })).toEqual({ invalidBecause: [], warnings: [] });
  });
});

describe("a trial is not valid", () => {
  it("when it ended before its time", () => {
    expect(faultsOf({ earlyEnd: "the broker ended: killed by SIGKILL" })).toEqual([
      { code: "ended-early", text: "the broker ended: killed by SIGKILL" },
    ]);
  });

  it("when too few clients connected, with the causes, the most frequent first", () => {
    const clients = { planned: 1000, connected: 980, atLeastShare: 0.99 };
    expect(faultsOf({ clients, failed: { "refused: not authorised": 5, timeout: 15 } })).toEqual([
      {
        code: "not-connected",
        text: "980 of 1,000 clients connected, at least 99 % must connect: 15 × timeout, 5 × refused: not authorised",
      },
    ]);
  });

  it("when a connection dropped that stays away", () => {
    expect(faultsOf({ dropped: { "connection reset": 3 } })).toEqual([
      { code: "dropped", text: "connections dropped while the trial ran: 3 × connection reset" },
    ]);
  });

  it("when a subscription was never answered", () => {
    expect(faultsOf({ unsubscribed: 2 })).toEqual([
      { code: "not-subscribed", text: "2 subscriptions were never answered" },
    ]);
  });

  it("when a subscription was not granted as asked for", () => {
    expect(faultsOf({ grants: { "QoS 2 asked for, 1 granted": 4 } })).toEqual([
      { code: "not-granted", text: "4 × QoS 2 asked for, 1 granted" },
    ]);
  });

  it("when mqbench was late to take messages up", () => {
    expect(faultsOf({ pacingDelayP99Ns: 51.23e6 })).toEqual([
      {
        code: "late",
        text: "pacing delay p99 51.2 ms, limit 50 ms: mqbench was late; use fewer sensors a worker, more workers or a lower rate",
      },
    ]);
  });

  it("when mqbench did not take up the messages due while measure lasted", () => {
    expect(faultsOf({ pacedWithinMeasure: 949 })).toEqual([
      {
        code: "rate-missed",
        text: "mqbench took up 949 of the 1,000 messages due while measure lasted (94.9 %, limit 95 %); use fewer sensors a worker, more workers or a lower rate",
      },
    ]);
  });

  it("when a message due was never intended", () => {
    expect(faultsOf({ intended: 999 }).map(({ code }) => code)).toEqual(["rate-missed"]);
  });

  it("when mqbench's event loop was held up", () => {
    expect(faultsOf({ eventLoopDelayP99Ns: 101e6 })).toEqual([
      {
        code: "event-loop-late",
        text: "event-loop delay p99 101 ms, limit 100 ms: mqbench was held up; use fewer sensors a worker, more workers or a lower rate",
      },
    ]);
  });

  it("when a sending thread used up its core", () => {
    expect(faultsOf({ threadCpu: 0.96 })).toEqual([
      {
        code: "generator-busy",
        text: "a sending thread used 0.96 of a core, limit 0.95: mqbench was the bottleneck; use fewer sensors a worker, more workers or a lower rate",
      },
    ]);
  });

  it("for every reason there is", () => {
    const codes = faultsOf({ threadCpu: 1, unsubscribed: 1, eventLoopDelayP99Ns: 1e9 }).map(({ code }) => code);
    expect(codes).toEqual(["not-subscribed", "event-loop-late", "generator-busy"]);
  });
});

describe("lateness is no fault", () => {
  const late = { pacingDelayP99Ns: 1e9, pacedWithinMeasure: 1, threadCpu: 1, eventLoopDelayP99Ns: 1e9 };

  it("in a closed loop, which has no schedule to keep", () => {
    expect(faultsOf({ ...late, isOpenLoop: false })).toEqual([]);
  });

  it("of a trial that ended early: that is said instead", () => {
    const codes = faultsOf({ ...late, earlyEnd: "stopped" }).map(({ code }) => code);
    expect(codes).toEqual(["ended-early"]);
  });

  it("where nothing was due", () => {
    expect(faultsOf({ due: 0, intended: 0, pacedWithinMeasure: 0 })).toEqual([]);
  });
});

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
        text: "1,400 acknowledgements were of no message in flight, or came again, and changed nothing: the broker acknowledges twice, or what was not sent: 1,000 × PUBREC, 400 × PUBACK",
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
      "publish delay p50 3610 ms is mostly waiting for a free place in the window or for the connection (mqbench's own pacing delay p50 is 0.7 ms): service time leaves this wait out, publish latency counts it";
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

it("a share of clients that is met exactly is met", () => {
  expect(faultsOf({ clients: { planned: 100, connected: 57, atLeastShare: 0.57 } })).toEqual([]);
});

it("a trial of which a worker told no report is not valid, and the clients it knew of are not missing", () => {
  const clients = { planned: 100, connected: null, atLeastShare: 1 };
  expect(faultsOf({ missingReports: 1, clients })).toMatchObject([{ code: "report-missing" }]);
});
