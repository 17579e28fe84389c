/** A trial with nothing wrong, and what is judged of it when something is. */
import { judgeTrial } from "../validity.ts";
import type { Judged } from "../validity.ts";

export const healthy: Judged = {
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
  wereAwayAsAsked: false,
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
export const faultsOf = (changes: Partial<Judged>) => judgeTrial({ ...healthy, ...changes }).invalidBecause;
/** What is said of it besides. */
export const warningsOf = (changes: Partial<Judged>) => judgeTrial({ ...healthy, ...changes }).warnings;
