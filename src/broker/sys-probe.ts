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
/** Rounds that may be missed before what is known is too old. */
const missableRounds = 3;

/** `roundMs`: how often the broker sends them. A broker that has none is no problem: it has no gauges. */
export async function openSysProbe(endpoint: Endpoint, roundMs: number): Promise<GaugeProbe> {
  const clientId = `mqbench-sys-${randomBytes(4).toString("hex")}`;
  let watcher: TopicWatcher;
  try {
    watcher = await TopicWatcher.open(endpoint, clientId, [heartbeat, ...Object.values(topics)]);
  } catch (cause) {
    return { ...noGauges, read: async () => ({ gauges: {}, problems: [`$SYS topics: ${messageOf(cause)}`] }) };
  }
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
