/** Gauges from mosquitto's `$SYS` topics (mosquitto(8), section BROKER STATUS), which other brokers imitate. */
import { randomBytes } from "node:crypto";
import { messageOf } from "../../errors.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import type { OwnConnections } from "../../mqtt/client/own-traffic.ts";
import { TopicWatcher } from "../../mqtt/client/topic-watcher.ts";
import type { GaugeProbe, GaugeReading } from "./gauge-probe.ts";
import { definedGauges, noGauges } from "./gauge-probe.ts";
import type { GaugeName } from "../running-broker.ts";

const root = "$SYS/broker/";
/** Sent in every round, whether or not anything changed: what else comes only when it changed stands until then. */
const heartbeat = `${root}uptime`;
const topics: Readonly<Partial<Record<GaugeName, string>>> = {
  heapBytes: `${root}heap/current`,
  storedMessages: `${root}store/messages/count`,
  storedBytes: `${root}store/messages/bytes`,
  connections: `${root}clients/connected`,
  droppedMessages: `${root}publish/messages/dropped`,
};
/** mosquitto's default. */
const usualRoundMs = 10_000;
/** Rounds that may be missed before what is known is too old. */
const missableRounds = 3;

/** The probe of a broker that was just started and has $SYS topics: `roundMs` is how often it sends them. */
export async function openSysProbe(endpoint: Endpoint, roundMs: number): Promise<GaugeProbe> {
  return await watchSys(endpoint, async (watcher) => probeOf(watcher, roundMs));
}

/** The probe of a broker that may have no $SYS topics, which is no problem: what it has is retained, and comes at once. */
export async function findSysProbe(endpoint: Endpoint): Promise<GaugeProbe> {
  return await watchSys(endpoint, async (watcher) => {
    await watcher.settle();
    if (watcher.latest(heartbeat) !== undefined) return probeOf(watcher, usualRoundMs);
    await watcher.close();
    return { ...noGauges, ledger: watcher.ledger };
  });
}

async function watchSys(
  endpoint: Endpoint,
  makeProbe: (watcher: TopicWatcher) => Promise<GaugeProbe>,
): Promise<GaugeProbe> {
  const clientId = `mqbench-sys-${randomBytes(4).toString("hex")}`;
  try {
    return await makeProbe(await TopicWatcher.open(endpoint, clientId, [heartbeat, ...Object.values(topics)]));
  } catch (cause) {
    return { ...noGauges, read: async () => ({ gauges: {}, problems: [`$SYS topics: ${messageOf(cause)}`] }) };
  }
}

/** As the connections of gauges are told; none where they come through no MQTT. */
export function sysReaders(probes: readonly GaugeProbe[]): readonly OwnConnections[] {
  return probes.flatMap(({ ledger }) => (ledger === undefined ? [] : [{ purpose: "$SYS reader", ledger }]));
}

function probeOf(watcher: TopicWatcher, roundMs: number): GaugeProbe {
  const fromMs = performance.now();
  const oldestMs = missableRounds * roundMs;
  return {
    async read(isCollected): Promise<GaugeReading> {
      if (isCollected) await watcher.nextRound(heartbeat, oldestMs);
      return readTopics(watcher, { fromMs, nowMs: performance.now(), oldestMs });
    },
    close: async () => await watcher.close(),
    ledger: watcher.ledger,
  };
}

/** What is known of the topics now, if it is not too old. Pure. */
export function readTopics(
  watcher: Pick<TopicWatcher, "latest" | "isOpen">,
  { fromMs, nowMs, oldestMs }: { readonly fromMs: number; readonly nowMs: number; readonly oldestMs: number },
): GaugeReading {
  const gap = (why: string): GaugeReading => ({ gauges: {}, problems: [`$SYS topics: ${why}`] });
  if (!watcher.isOpen) return gap("the connection ended");
  const beat = watcher.latest(heartbeat);
  const isTooOld = nowMs - (beat?.atMs ?? fromMs) > oldestMs;
  if (isTooOld) return gap(beat === undefined ? "the broker sends none" : "the broker no longer sends them");
  // The first round is still to come.
  if (beat === undefined) return { gauges: {}, problems: [] };
  const found = Object.entries(topics).map(
    ([name, topic]) => [name, numberIn(watcher.latest(topic)?.text ?? "")] as const,
  );
  return { gauges: definedGauges(Object.fromEntries(found)), problems: [] };
}

function numberIn(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}
