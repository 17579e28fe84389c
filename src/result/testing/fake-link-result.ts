/** Results of runs through a link, for tests: one that is slow, one whose connections were cut. */
import { fakeResult, fakeTrial } from "./fake-result.ts";
import type { LinkSection } from "../sections/link-section.ts";
import type { RecoverySection } from "../sections/recovery-section.ts";
import type { RunResult } from "../schema.ts";

const cut = { client: "s0x1", atSeconds: 7 };

function linkSection(changes: Partial<LinkSection["groups"][number]>): LinkSection {
  const group = {
    name: "sensors",
    role: "sensor" as const,
    delayNs: 25e6,
    jitterNs: 0,
    bytesPerSecond: null,
    bufferBytes: 1_048_576,
    ownRoundTripNs: 1.2e6,
    crossings: { count: 4000, p50Ns: 600e3, p99Ns: 2e6, maxNs: 5e6 },
    serviceTimeLessLinkNs: 100.5e6,
    forwardsOn: null,
    boundPerSecond: null,
    ...changes,
  };
  return {
    groups: [group],
    connections: 101,
    plannedCuts: [cut, cut],
    madeCuts: [cut],
    packetCuts: [],
    problems: {},
    cpuNs: 1e9,
  };
}

const recovery: RecoverySection = {
  outages: 20,
  clients: 19,
  notBack: 1,
  spanNs: 9.5e9,
  resent: { PUBLISH: { packets: 4, bytes: 320 } },
  answers: {},
  connecting: { packets: 40, bytes: 600 },
  packetsPerOutage: 2.2,
  bytesPerOutage: 46,
};

export function fakeSlowResult(): RunResult {
  const trials = [
    fakeTrial(0, { link: linkSection({ serviceTimeLessLinkNs: null, jitterNs: 5e6, bytesPerSecond: 1e6 }) }),
    fakeTrial(2, { link: linkSection({ forwardsOn: "PUBREL", boundPerSecond: 400 }) }),
  ];
  return fakeResult({ trials });
}

/** 20 cuts of sensors; QoS 0 lost 10 of 1,000 messages, QoS 2 none. */
export function fakeLossyResult(): RunResult {
  const link = linkSection({});
  const trials = ([0, 2] as const).map((qos) => fakeTrial(qos, { link, recovery }));
  return fakeResult({
    trials: trials.map((trial) =>
      trial.case === "qos=2" ? trial : { ...trial, metrics: { ...trial.metrics, ...lost(10) } },
    ),
  });
}

function lost(count: number): RunResult["trials"][number]["metrics"] {
  return { lost: { kind: "value", unit: "count", value: count } };
}
