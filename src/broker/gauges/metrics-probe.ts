/** Gauges from a broker's metrics over HTTP: Prometheus text, or JSON. */
import { MqbenchError, messageOf } from "../../errors.ts";
import { hideSecretsOfAddress } from "../../secrets.ts";
import { definedGauges, readOrExplain } from "./gauge-probe.ts";
import type { GaugeProbe } from "./gauge-probe.ts";
import { getText, metricsHostOf } from "./http-text.ts";
import { numberAt } from "./json-numbers.ts";
import type { KnownAddresses } from "../look-up.ts";
import { parsePrometheus } from "./prometheus.ts";
import { gaugeNames } from "../running-broker.ts";
import type { GaugeName, Gauges } from "../running-broker.ts";

/** What brokers call a gauge: the first that is there counts, added over its labels. A dotted path is JSON's. */
const namesOf: Readonly<Partial<Record<GaugeName, readonly string[]>>> = {
  heapBytes: [
    "erlang_vm_memory_bytes_total",
    "go_memstats_heap_alloc_bytes",
    "jvm_memory_used_bytes",
    "jvm_memory_bytes_used",
    "memory.heap",
  ],
  inflight: ["rabbitmq_queue_messages_unacked", "queue_totals.messages_unacknowledged"],
  queued: ["rabbitmq_queue_messages_ready", "queue_totals.messages_ready"],
  storedMessages: ["rabbitmq_queue_messages", "queue_totals.messages"],
  storedBytes: ["rabbitmq_queue_messages_bytes"],
  connections: [
    "rabbitmq_connections",
    "emqx_connections_count",
    "com_hivemq_networking_connections_current",
    "object_totals.connections",
    "connections",
  ],
  droppedMessages: ["emqx_messages_dropped", "com_hivemq_messages_dropped_count"],
  residentBytes: ["rabbitmq_process_resident_memory_bytes", "process_resident_memory_bytes", "mem"],
};

/** Throws where the address does not give metrics that mqbench knows; what fails later is a gap. */
export async function openMetricsProbe(url: string, known: KnownAddresses): Promise<GaugeProbe> {
  const addresses = known.get(metricsHostOf(url));
  const name = `metrics at ${hideSecretsOfAddress(url)}`;
  await readMetrics(url, addresses).catch((cause: unknown) => {
    throw new MqbenchError("usage", `${name}: ${messageOf(cause)}`, {
      cause,
      hint: "give the address of Prometheus text or of JSON, such as http://127.0.0.1:15692/metrics",
    });
  });
  return {
    read: async () => await readOrExplain(name, async () => await readMetrics(url, addresses)),
    close: async () => undefined,
  };
}

async function readMetrics(url: string, addresses: readonly string[] | undefined): Promise<Gauges> {
  const text = await getText(url, addresses);
  const find = parseMetrics(text);
  if (find === undefined) throw new Error(`neither Prometheus text nor JSON: ${JSON.stringify(text.slice(0, 40))}`);
  const gauges = definedGauges(
    Object.fromEntries(
      gaugeNames.map((name) => [name, (namesOf[name] ?? []).map(find).find((value) => value !== undefined)] as const),
    ),
  );
  if (Object.keys(gauges).length === 0) throw new Error("it has none of the metrics that mqbench knows");
  return gauges;
}

/** How a metric is found in a text of either form; undefined where it has neither. */
function parseMetrics(text: string): ((name: string) => number | undefined) | undefined {
  if (/^\s*[[{]/u.test(text)) {
    try {
      const parsed: unknown = JSON.parse(text);
      return (name) => numberAt(parsed, name);
    } catch {
      return undefined;
    }
  }
  const metrics = parsePrometheus(text);
  return metrics === undefined ? undefined : (name) => metrics.get(name);
}
