/** The figures that are told of each run, in the order of the tables. */
import { formatBytes, formatNs, formatNumber } from "../../src/report/format.ts";
import type { Figure } from "./cells.ts";

export const costs: readonly Figure[] = [
  { title: "packets a message", metric: "packetsPerMessage", statistic: null, format: formatNumber },
  { title: "bytes a message", metric: "wireBytesPerMessage", statistic: null, format: formatBytes },
  { title: "service time p50", metric: "serviceTime", statistic: "p50", format: formatNs },
  { title: "service time p99", metric: "serviceTime", statistic: "p99", format: formatNs },
  { title: "end-to-end latency p50", metric: "endToEndLatency", statistic: "p50", format: formatNs },
  { title: "broker CPU a message", metric: "brokerCpuPerMessage", statistic: null, format: formatNs },
  { title: "peak RSS", metric: "brokerRssPeak", statistic: null, format: formatBytes },
];

export const latencies: readonly Figure[] = [
  { title: "service time p50", metric: "serviceTime", statistic: "p50", format: formatNs },
  { title: "service time p99", metric: "serviceTime", statistic: "p99", format: formatNs },
];

export const storms: readonly Figure[] = [
  { title: "reconnect time p50", metric: "reconnectTime", statistic: "p50", format: formatNs },
  { title: "reconnect time, longest", metric: "reconnectTime", statistic: "max", format: formatNs },
  { title: "lost", metric: "lost", statistic: null, format: formatNumber },
];
