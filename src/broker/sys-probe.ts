/** Gauges from mosquitto's `$SYS` topics (mosquitto(8), section BROKER STATUS), which other brokers imitate. */
import { randomBytes } from "node:crypto";
import { messageOf } from "../errors.ts";
import type { Endpoint } from "../mqtt/endpoint.ts";
import { TopicWatcher } from "../mqtt/topic-watcher.ts";
import type { GaugeProbe, GaugeReading } from "./gauge-probe.ts";
import { definedGauges, noGauges } from "./gauge-probe.ts";
import type { GaugeName } from "./running-broker.ts";

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

/** Of a broker that was just started and has them: `roundMs` is how often it sends them. */
export async function openSysProbe(endpoint: Endpoint, roundMs: number): Promise<GaugeProbe> {
  return await watchSys(endpoint, async (watcher) => probeOf(watcher, roundMs));
}

/** Of a broker that may have none, which is no problem: what it has is retained, and comes at once. */
export async function findSysProbe(endpoint: Endpoint): Promise<GaugeProbe> {
  return await watchSys(endpoint, async (watcher) => {
    await watcher.settle();
    if (watcher.latest(heartbeat) !== undefined) return probeOf(watcher, usualRoundMs);
    await watcher.close();
    return noGauges;
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

function probeOf(watcher: TopicWatcher, roundMs: number): GaugeProbe {
  return {
    async read(isCollected): Promise<GaugeReading> {
      if (isCollected) await watcher.nextRound(heartbeat, missableRounds * roundMs);
      return readTopics(watcher, missableRounds * roundMs);
    },
    close: async () => await watcher.close(),
  };
}

function readTopics(watcher: TopicWatcher, oldestMs: number): GaugeReading {
  const beat = watcher.latest(heartbeat);
  if (beat === undefined) return { gauges: {}, problems: [] };
  if (!watcher.isOpen) return { gauges: {}, problems: ["$SYS topics: the connection ended"] };
  const ageMs = performance.now() - beat.atMs;
  if (ageMs > oldestMs) return { gauges: {}, problems: ["$SYS topics: the broker sends them no more"] };
  const gauges = definedGauges(
    Object.fromEntries(
      Object.entries(topics).map(([name, topic]) => [name, numberIn(watcher.latest(topic)?.text ?? "")] as const),
    ),
  );
  return { gauges, problems: [] };
}

function numberIn(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}
