/** A small valid result for tests: cases qos=0 and qos=2, one valid trial each, of 100 sensors that sent 1,000 messages. */
import { isMetricName, metricInfo } from "../../metrics/catalogue.ts";
import type { HistogramName, ValueName } from "../../metrics/catalogue.ts";
import { Histogram } from "../../metrics/histogram.ts";
import { IntervalCounts } from "../../metrics/interval-counts.ts";
import { resultVersion } from "../schema.ts";
import type { ConnectionLedger, Hops, MessageLedger } from "../sections/ledger-section.ts";
import type { Metric } from "../sections/metric-section.ts";
import type { NetworkSection } from "../sections/network-section.ts";
import type { ResultCase, RunResult, Trial } from "../schema.ts";

type Level = 0 | 2;
type Metrics = Record<string, Metric>;
type PacketCounts = Hops["sensor"]["up"];

const messages = 1000;
const payloadBytes = 64;
/** Fixed header 2, topic `sensors/001/temperature` 2 + 23, packet identifier 2. */
const publishBytes: Readonly<Record<Level, number>> = { 0: 2 + 25 + 64, 2: 2 + 25 + 2 + 64 };
const wireBytes: Readonly<Record<Level, number>> = { 0: publishBytes[0], 2: publishBytes[2] + 3 * 4 };

export function fakeResult(changes: Partial<RunResult> = {}): RunResult {
  return {
    schema: "mqbench/result",
    version: resultVersion,
    run: "f4k3",
    pairedWith: null,
    startedAt: "2026-11-23T08:00:12.345Z",
    endedAt: "2026-11-23T08:00:22.000Z",
    status: "complete",
    scenario: { name: "fake", sweep: { qos: [0, 2] }, sensors: { count: 100, every: "200ms" } },
    scenarioFile: "scenarios/fake.yaml",
    environment: {
      mqbench: "0.1.0",
      node: "v20.20.2",
      platform: "linux x64",
      kernel: "Linux 6.8.0",
      cpu: "Example CPU",
      cores: 2,
      memoryBytes: 8_589_934_592,
      descriptorLimit: 20_000,
      portRange: "32768-60999",
      commit: "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b",
      dirty: false,
    },
    cases: [fakeResultCase(0), fakeResultCase(2)],
    trials: [fakeTrial(0), fakeTrial(2)],
    warnings: [],
    ...changes,
  };
}

function fakeResultCase(qos: Level): ResultCase {
  return {
    id: `qos=${qos}`,
    axes: { qos },
    qos: { sensors: [qos], subscribers: [qos] },
    summary: `100 sensors × 5 msg/s × 64 B, QoS ${qos}, MQTT 3.1.1`,
    fleet: { devices: 10_000, periodNs: 300e9, payloadBytes: 200, keepaliveSeconds: 60 },
    trialsPlanned: 1,
    unsupported: null,
    scenario: {
      name: "fake",
      load: { kind: "steady" },
      sensors: [{ count: 100, qos, schedule: { kind: "even", periodNs: 200e6 } }],
      phases: { warmupNs: 0, measureNs: 2e9, drainNs: 5e9 },
    },
  };
}

export function fakeTrial(qos: Level, changes: Partial<Trial> = {}): Trial {
  const accounts = accountsOf(qos);
  return {
    case: `qos=${qos}`,
    trial: 1,
    startedAt: qos === 0 ? "2026-11-23T08:00:12.400Z" : "2026-11-23T08:00:17.400Z",
    phasesNs: { connect: 250e6, subscribe: 200e6, "warm-up": 0, measure: 2e9, drain: 330e6 },
    broker: {
      kind: "embedded",
      name: "aedes",
      version: "1.2.0",
      url: "mqtt://127.0.0.1:41613",
      instances: 1,
      configuration: { concurrency: 0 },
    },
    valid: true,
    invalidBecause: [],
    warnings: [],
    sensors: { planned: 100, connected: 100, failed: {}, dropped: {} },
    subscribers: { planned: 1, connected: 1, failed: {}, dropped: {} },
    metrics: { ...accounts, ...costsOf(qos), ...resourcesOf(qos) },
    link: null,
    recovery: null,
    load: {
      kind: "steady",
      groups: [{ name: "sensors", qos, metrics: accounts }],
      ledger: ledgerOf(qos),
      network: networkOf(qos),
      oldestUnfinishedNs: null,
      deliveriesIdentified: true,
    },
    series: {
      seconds: [1, 2, 2.4],
      phase: ["measure", "measure", "drain"],
      columns: { offered: [500, 500, 0], delivered: [499, 501, 0], brokerRss: [70e6, 72e6, 72e6] },
      heat: {
        metric: "endToEndLatency",
        stepsPerDecade: 8,
        cells: [
          [1, 46, 400],
          [1, 48, 99],
          [2, 46, 380],
          [2, 50, 121],
        ],
      },
    },
    thresholds: [{ text: "lost == 0", position: null, outcome: "passed", measured: 0, unit: "count" }],
    ...changes,
  };
}

/** Latencies and accounts: what the trial and its only group share. */
function accountsOf(qos: Level): Metrics {
  return {
    ...histograms({ pacingDelay: 500e3, publishDelay: 520e3, endToEndLatency: 700e3 + qos * 20e3 }),
    ...(qos === 2 &&
      histograms({
        serviceTime: 400e3,
        publishLatency: 920e3,
        publishLeg: 180e3,
        turnaround: 20e3,
        releaseLeg: 190e3,
        released: 900e3,
      })),
    ...values({ intended: messages, sent: messages, unsent: 0, overruns: 0 }),
    ...(qos === 2 && values({ acknowledged: messages, refused: 0, unfinished: 0 })),
    ...values({ expectedDeliveries: messages, delivered: messages, lost: 0 }),
    ...(qos === 2 && values({ lostAcknowledged: 0 })),
    ...values({ duplicate: 0, reordered: 0 }),
  };
}

function costsOf(qos: Level): Metrics {
  const [bytes, answered] = [wireBytes[qos], qos === 2 ? 8 : 0];
  const overhead = (bytes - payloadBytes) / payloadBytes;
  return values({
    packetsPerMessage: qos === 2 ? 4 : 1,
    roundTripsPerMessage: qos,
    wireBytesPerMessage: bytes,
    wireBytesUpPerMessage: bytes - answered,
    wireBytesDownPerMessage: answered,
    overheadPerMessage: overhead,
    packetsPerDelivery: qos === 2 ? 4 : 1,
    roundTripsPerDelivery: qos,
    wireBytesPerDelivery: bytes,
    wireBytesUpPerDelivery: answered,
    wireBytesDownPerDelivery: bytes - answered,
    overheadPerDelivery: overhead,
  });
}

function resourcesOf(qos: Level): Metrics {
  return {
    ...histograms({ connectLatency: 900e3 }),
    ...values({
      offeredRate: 500,
      deliveredRate: 500,
      ...(qos === 2 && { acknowledgedRate: 500 }),
      connected: 101,
      dropped: 0,
      brokerCpuPerMessage: 60e3 + qos * 35e3,
      brokerRssPeak: 72e6,
      brokerRunDelay: 0.03,
      generatorCpuPerMessage: 50e3 + qos * 20e3,
      generatorCpu: 0.1,
      generatorRssPeak: 90e6,
      eventLoopDelay: 2e6,
    }),
  };
}

/** The network section as on loopback with timestamps: 52 bytes of headers a segment. */
function networkOf(qos: Level): NetworkSection {
  const segments = 1000 * (1 + qos);
  const counts = {
    bytesUp: 100_000,
    bytesDown: 4000 * qos,
    segmentsUp: segments,
    segmentsDown: segments,
    headerBytesUp: 52 * segments,
    headerBytesDown: 52 * segments,
    retransmitted: 0,
  };
  return { connections: 3, whole: counts, load: counts };
}

/** What is counted is what is predicted, and the connections add CONNECT to DISCONNECT. */
function ledgerOf(qos: Level): MessageLedger {
  const answers = { packets: messages, bytes: 4 * messages };
  const publish = { PUBLISH: { packets: messages, bytes: messages * publishBytes[qos] } };
  const forward: PacketCounts = qos === 2 ? { ...publish, PUBREL: answers } : publish;
  const back: PacketCounts = qos === 2 ? { PUBREC: answers, PUBCOMP: answers } : {};
  const hops: Hops = { sensor: { up: forward, down: back }, subscriber: { up: back, down: forward } };
  const session: ConnectionLedger["connections"] = {
    up: {
      CONNECT: { packets: 101, bytes: 101 * 25 },
      SUBSCRIBE: { packets: 1, bytes: 28 },
      DISCONNECT: { packets: 101, bytes: 202 },
    },
    down: { CONNACK: { packets: 101, bytes: 404 }, SUBACK: { packets: 1, bytes: 5 } },
  };
  const connections: ConnectionLedger["connections"] = {
    up: { ...session.up, ...addCounts(hops.sensor.up, hops.subscriber.up) },
    down: { ...session.down, ...addCounts(hops.sensor.down, hops.subscriber.down) },
  };
  return {
    connections,
    socketBytes: { up: totalBytes(connections.up), down: totalBytes(connections.down) },
    reconciled: true,
    unreconciledConnections: 0,
    predicted: hops,
    counted: hops,
    agrees: true,
    differences: [],
  };
}

function addCounts(a: PacketCounts, b: PacketCounts): PacketCounts {
  const sum = { ...a };
  for (const [packet, { packets, bytes }] of Object.entries(b)) {
    const before = sum[packet] ?? { packets: 0, bytes: 0 };
    sum[packet] = { packets: before.packets + packets, bytes: before.bytes + bytes };
  }
  return sum;
}

function totalBytes(counts: PacketCounts): number {
  return Object.values(counts).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A thousand samples each, from half its median to ten times it. */
function histograms(medians: Partial<Record<HistogramName, number>>): Metrics {
  return Object.fromEntries(
    Object.entries(medians).map(([name, median]) => [name, { kind: "histogram", unit: "ns", ...spread(median) }]),
  );
}

function spread(medianNs: number) {
  const counts = new IntervalCounts();
  for (let rank = 0; rank < messages; rank += 1) {
    const share = rank / messages;
    counts.record(Math.round(medianNs * (0.5 + share + 8.5 * share ** 40)));
  }
  const histogram = new Histogram();
  histogram.add(counts.take());
  return histogram.summary();
}

function values(of: Partial<Record<ValueName, number>>): Metrics {
  const metrics: Metrics = {};
  for (const [name, value] of Object.entries(of)) {
    if (isMetricName(name)) metrics[name] = { kind: "value", unit: metricInfo(name).unit, value };
  }
  return metrics;
}
