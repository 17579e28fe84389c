/** Results of the loads that are driven step by step, for tests. */
import { fakeResult, fakeTrial } from "./fake-result.ts";
import type { ChurnSection } from "../loads/churn.ts";
import type { CommandsSection } from "../loads/commands.ts";
import type { HandshakeSection } from "../loads/handshake.ts";
import type { RetainedSection } from "../loads/retained.ts";
import type { RunResult, Trial } from "../schema.ts";
import type { WillSection } from "../loads/will.ts";

type HandshakeRow = HandshakeSection["rows"][number];
type DeathRow = WillSection["rows"][number];
type Pair = RetainedSection["pairs"][number];

const ledger: WillSection["ledger"] = {
  connections: { up: {}, down: {} },
  socketBytes: { up: 0, down: 0 },
  reconciled: true,
  unreconciledConnections: 0,
};

const kept: HandshakeRow = {
  fault: "cut",
  side: "publisher",
  qos: 1,
  step: "PUBACK",
  title: "cut before PUBACK reaches the publisher",
  notApplicable: null,
  exchanges: 50,
  messages: 1,
  reached: 50,
  resentWhileOpen: 0,
  deliveredWhileOpen: 0,
  publishesResent: 50,
  withDup: 50,
  pubrelsResent: 0,
  acknowledgements: { PUBACK: 50 },
  sessionsPresent: 50,
  endedByBroker: 0,
  unfinished: 0,
  deliveries: { none: 0, once: 1, more: 49 },
  verdict: "kept",
  remarks: [],
  packets: [],
};
const exactly: HandshakeRow = {
  ...kept,
  qos: 2,
  step: "PUBREC",
  title: "cut before PUBREC reaches the publisher",
  acknowledgements: { PUBREC: 50, PUBCOMP: 50 },
  deliveries: { none: 0, once: 50, more: 0 },
};
const again: HandshakeRow = {
  ...exactly,
  fault: "duplicate",
  step: "PUBCOMP",
  title: "PUBLISH again after PUBCOMP",
  messages: 2,
  deliveries: { none: 0, once: 0, more: 50 },
};
const held: HandshakeRow = {
  ...exactly,
  fault: "withheld",
  step: "PUBREL",
  title: "PUBREL withheld, then cut",
  publishesResent: 0,
  withDup: 0,
  pubrelsResent: 50,
  resentWhileOpen: 3,
  deliveredWhileOpen: 50,
};

/** Two brokers: one keeps what each level promises. */
export function fakeHandshakeResult(): RunResult {
  const remark = "session present 0 in 50 of 50 resumed connections";
  const careful = handshakeTrial("broker=careful", [kept, exactly, held, again]);
  const careless = handshakeTrial("broker=careless", [
    { ...kept, verdict: "broken", deliveries: { none: 2, once: 48, more: 0 }, remarks: [remark] },
    { ...exactly, verdict: "broken", deliveries: { none: 0, once: 0, more: 50 }, remarks: [remark] },
    { ...held, verdict: "not applicable", notApplicable: "closes the connection at QoS 2" },
    { ...again, verdict: "broken", deliveries: { none: 0, once: 50, more: 0 } },
  ]);
  return resultOf([careful, careless]);
}

function handshakeTrial(name: string, rows: readonly HandshakeRow[]): Trial {
  const load: HandshakeSection = { kind: "handshake", withholdNs: 5e9, rows: [...rows], ledger };
  return stepwiseTrial(name, load);
}

/** Nothing of it is a rate or a latency of messages. */
function stepwiseTrial(name: string, load: Trial["load"]): Trial {
  const series: Trial["series"] = { seconds: [], phase: [], columns: {} };
  return fakeTrial(0, { case: name, load, series, metrics: {}, thresholds: [] });
}

/** A case for each trial. */
function resultOf(trials: readonly Trial[]): RunResult {
  const [first] = fakeResult().cases;
  const cases = trials.flatMap(({ case: id }) => {
    const [key, value = ""] = id.split("=");
    return first === undefined ? [] : [{ ...first, id, axes: key === "broker" ? { broker: value } : first.axes }];
  });
  return fakeResult({ cases, trials: [...trials] });
}

const exact: Pair = {
  publishQos: 2,
  subscribeQos: 1,
  filter: "exact",
  grantedQos: 1,
  predictedQos: 1,
  live: { qos: 1, isRetained: false },
  retained: { qos: 1, isRetained: true },
  note: null,
};
const closed = { live: null, retained: null, note: "closed the connection" };
const top = { publishQos: 2, subscribeQos: 2, grantedQos: 1 };
const times = { kind: "histogram", unit: "ns", count: 1000, min: 1e6, max: 9e6, mean: 3e6, encoded: "" } as const;

const retained: RetainedSection = {
  kind: "retained",
  topics: 1000,
  qos: 1,
  pairs: [
    exact,
    { ...exact, filter: "wildcard", live: { qos: 2, isRetained: true }, retained: { qos: 1, isRetained: false } },
    { ...exact, ...top, ...closed },
    { ...exact, ...top, filter: "wildcard", live: null, retained: null },
  ],
  groups: [
    {
      name: "each",
      filter: "retained/{id}",
      subscribers: 1000,
      expected: 1000,
      arrived: 990,
      missing: 10,
      duplicate: 1,
      unflagged: 0,
      subscribeToLast: { ...times, percentiles: { p50: 3e6, p99: 8e6 } },
    },
  ],
  checks: [
    { check: "replaced", rule: "the new message only [MQTT-3.3.1-5]", expected: 10, found: 10, stale: 2 },
    { check: "subscribed again", rule: "all come [MQTT-3.8.4-3]", expected: 10, found: 10, stale: 0 },
  ],
  ledger,
};

export function fakeRetainedResult(): RunResult {
  return resultOf([stepwiseTrial("qos=0", retained)]);
}

function deathRow(changes: Partial<DeathRow>): DeathRow {
  return {
    death: "reset",
    notApplicable: null,
    isDue: true,
    died: 100,
    leftOpen: 0,
    expected: 100,
    delivered: 100,
    lost: 0,
    duplicate: 0,
    unwanted: 0,
    qos: { 1: 100 },
    deathToDelivery: {
      kind: "histogram",
      unit: "ns",
      count: 100,
      min: 4e6,
      max: 9.41e6,
      mean: 5e6,
      percentiles: { p50: 5e6 },
      encoded: "",
    },
    retained: { expected: 100, found: 100, flagged: 100 },
    ...changes,
  };
}

const wills: WillSection = {
  kind: "will",
  qos: 1,
  subscribeQos: 1,
  keepaliveSeconds: 2,
  delaySeconds: 0,
  rows: [
    deathRow({}),
    deathRow({ death: "takeover", delivered: 97, lost: 3, duplicate: 2, qos: { 0: 1, 1: 98 } }),
    deathRow({ death: "disconnect", isDue: false, expected: 0, delivered: 0, unwanted: 1, deathToDelivery: null }),
    deathRow({ death: "protocol error", leftOpen: 4, retained: { expected: 100, found: 90, flagged: 80 } }),
    deathRow({ death: "disconnect with will", notApplicable: "MQTT 5 only" }),
  ],
  ledger,
};

const valves: CommandsSection["rows"][number] = {
  name: "valves",
  devices: 50,
  qos: { command: 1, subscribe: 1, reply: 1 },
  timeoutNs: 2e9,
  asleepNs: 0,
  awakeNs: 1e9,
  intended: 1000,
  sent: 1000,
  whileAway: 0,
  delivered: 999,
  lost: 1,
  duplicate: 2,
  repliesDue: 1000,
  inTime: 990,
  late: 3,
  timeouts: 10,
  withheld: 5,
  repliesDuplicate: 0,
  sessionsLost: 0,
  commandLatency: { ...times, percentiles: { p50: 3e6, p99: 8e6 } },
  replyTime: { ...times, percentiles: { p50: 6e6, p99: 9e6 } },
};

const commands: CommandsSection = {
  kind: "commands",
  subscribeQos: [1],
  forNs: 20e9,
  rows: [
    valves,
    {
      ...valves,
      name: "lamps",
      qos: { ...valves.qos, reply: null },
      repliesDue: 0,
      inTime: 0,
      late: 0,
      timeouts: 0,
      withheld: 0,
      replyTime: null,
    },
    { ...valves, name: "meters", asleepNs: 4e9, whileAway: 800, sessionsLost: 2, intended: 1001 },
  ],
  messages: { predicted: { up: {}, down: {} }, counted: { up: {}, down: {} }, agrees: true, differences: [] },
  ledger,
};

/** Devices that reply, that do not, and that are away for most of the time. */
export function fakeCommandsResult(): RunResult {
  return resultOf([stepwiseTrial("qos=1", commands)]);
}

const churn: ChurnSection = {
  kind: "churn",
  connectsPerSecond: 200,
  forNs: 20e9,
  leave: ["disconnect"],
  opened: 4401,
  rows: [
    {
      name: "sensors",
      devices: 1000,
      qos: 1,
      due: 4000,
      begun: 4000,
      waited: 12,
      connected: 3997,
      failed: { "no CONNACK within 10 s": 3 },
      sessionsLost: 1,
      sent: 7994,
      expected: 7994,
      delivered: 7990,
      lost: 4,
      duplicate: 0,
      connectTime: { ...times, percentiles: { p50: 3e6, p99: 8e6 } },
      visitTime: { ...times, percentiles: { p50: 6e6, p99: 9e6 } },
    },
  ],
  messages: { predicted: { up: {}, down: {} }, counted: { up: {}, down: {} }, agrees: true, differences: [] },
  ledger,
};

/** Devices of which three did not get in, but for what is stated. */
export function fakeChurnResult(changes: Partial<ChurnSection["rows"][number]> = {}): RunResult {
  return resultOf([fakeChurnTrial(changes)]);
}

export function fakeChurnTrial(changes: Partial<ChurnSection["rows"][number]>): Trial {
  return stepwiseTrial("qos=1", { ...churn, rows: churn.rows.map((row) => ({ ...row, ...changes })) });
}

export function fakeWillResult(): RunResult {
  return resultOf([stepwiseTrial("qos=1", wills)]);
}
