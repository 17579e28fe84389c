import { describe, expect, it } from "vitest";
import { faultsOf, healthy } from "./testing/judge-healthy.ts";
import { judgeTrial, limits } from "./validity.ts";
import type { Judged } from "./validity.ts";

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
    const words = "the broker ended: killed by SIGKILL";
    expect(faultsOf({ earlyEnd: { words, isOwn: false } })).toEqual([{ code: "ended-early", text: words }]);
    const own = "agent a left: its main process ended";
    expect(faultsOf({ earlyEnd: { words: own, isOwn: true } })).toEqual([{ code: "ended-itself", text: own }]);
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
    const codes = faultsOf({ ...late, earlyEnd: { words: "stopped", isOwn: false } }).map(({ code }) => code);
    expect(codes).toEqual(["ended-early"]);
  });

  it("where nothing was due", () => {
    expect(faultsOf({ due: 0, intended: 0, pacedWithinMeasure: 0 })).toEqual([]);
  });
});

it("a share of clients that is met exactly is met", () => {
  expect(faultsOf({ clients: { planned: 100, connected: 57, atLeastShare: 0.57 } })).toEqual([]);
});

it("a trial of which a worker told no report is not valid, and the clients it knew of are not missing", () => {
  const clients = { planned: 100, connected: null, atLeastShare: 1 };
  expect(faultsOf({ missingReports: 1, clients })).toMatchObject([{ code: "report-missing" }]);
});
