/** The series that the live page draws and `/metrics` tells: names for people, units, and the family that each is of. Pure. */
import type { SeriesRow } from "../../engine/account/series.ts";
import type { Unit } from "../../metrics/metric-info.ts";

export interface LiveColumn {
  readonly title: string;
  readonly unit: Unit;
  /** Columns of one family are its quantiles. */
  readonly family: string;
  readonly quantile: string | null;
}

function column(family: string, title: string, unit: Unit): LiveColumn {
  return { family, title, unit, quantile: null };
}

function quantileOf(family: string, title: string, quantile: string): LiveColumn {
  return { family, title, unit: "ns", quantile };
}

export const liveColumns: Readonly<Record<keyof SeriesRow, LiveColumn>> = {
  planned: column("planned", "planned", "perSecond"),
  offered: column("offered", "offered", "perSecond"),
  sent: column("sent", "sent", "perSecond"),
  acknowledged: column("acknowledged", "acknowledged", "perSecond"),
  delivered: column("delivered", "delivered", "perSecond"),
  strangers: column("strangers", "of strangers", "perSecond"),
  open: column("open", "connections open", "count"),
  inflight: column("inflight", "inflight to the broker", "count"),
  inflightIn: column("inflightIn", "inflight to subscribers", "count"),
  waiting: column("waiting", "waiting for the window", "count"),
  "publishDelay.p50": quantileOf("publishDelay", "publish delay p50", "0.5"),
  "publishLatency.p50": quantileOf("publishLatency", "publish latency p50", "0.5"),
  "publishLatency.p99": quantileOf("publishLatency", "publish latency p99", "0.99"),
  "endToEndLatency.p50": quantileOf("endToEndLatency", "end-to-end latency p50", "0.5"),
  "endToEndLatency.p99": quantileOf("endToEndLatency", "end-to-end latency p99", "0.99"),
  brokerRss: column("brokerRss", "broker RSS", "bytes"),
  brokerRssAnon: column("brokerRssAnon", "broker RSS, anonymous", "bytes"),
  brokerPss: column("brokerPss", "broker PSS", "bytes"),
  brokerCpu: column("brokerCpu", "broker CPU, of a core", "ratio"),
  brokerRunDelay: column("brokerRunDelay", "broker run delay", "ratio"),
  brokerHeap: column("brokerHeap", "broker heap", "bytes"),
  brokerInflight: column("brokerInflight", "inflight, says the broker", "count"),
  brokerQueued: column("brokerQueued", "queued, says the broker", "count"),
  brokerStoredMessages: column("brokerStoredMessages", "stored, says the broker", "count"),
  brokerStoredBytes: column("brokerStoredBytes", "stored, says the broker", "bytes"),
  brokerConnections: column("brokerConnections", "connections, says the broker", "count"),
  brokerDropped: column("brokerDropped", "dropped, says the broker", "count"),
  brokerResident: column("brokerResident", "broker's own memory figure", "bytes"),
  generatorCpu: column("generatorCpu", "mqbench CPU, of a core", "ratio"),
  generatorRss: column("generatorRss", "mqbench RSS", "bytes"),
};
