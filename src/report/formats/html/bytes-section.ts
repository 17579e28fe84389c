/** Bytes a message over both hops: payload, each packet type's own bytes, and the headers of TCP and IP. */
import type { MessageLedger } from "../../../result/sections/ledger-section.ts";
import type { Metric } from "../../../result/sections/metric-section.ts";
import type { Trial } from "../../../result/schema.ts";
import { chartGroups } from "../../charts/cases.ts";
import { steadyOf } from "../../../result/loads/steady-of.ts";
import type { ShownCase } from "../../charts/cases.ts";
import { barMarkup } from "./charts.ts";
import { plainLook } from "../../charts/palette.ts";
import { legend } from "../../charts/svg.ts";
import { formatBytes } from "../../format.ts";
import { figure, table } from "./section.ts";
import type { Section } from "./section.ts";

interface Band {
  readonly kind: string;
  readonly bytes: number;
}

interface Bar {
  readonly label: string;
  readonly bands: readonly Band[];
}

const order = [
  "payload",
  "PUBLISH, the rest",
  "PUBLISH, payload included",
  "PUBACK",
  "PUBREC",
  "PUBREL",
  "PUBCOMP",
  "TCP and IP headers",
];
const reading =
  "What one message costs on the wire, from its sensor to the broker and from there to its subscribers: only the first band is what you wanted to send. Header bytes follow from the segments that the kernel counted; on loopback these carry more than on a network.";

export function bytesSection(all: readonly ShownCase[]): Section | undefined {
  const drawn = chartGroups(all).flatMap((cases) => bytesFigure(cases) ?? []);
  return drawn.length === 0 ? undefined : { id: "bytes", title: "Bytes a message", body: drawn.join("\n") };
}

function bytesFigure(cases: readonly ShownCase[]): string | undefined {
  const bars = cases.flatMap(({ label, trials: [first] }): Bar[] => {
    const bands = bandsOf(first);
    return bands.length === 0 ? [] : [{ label, bands }];
  });
  if (bars.length === 0) return undefined;
  const kinds = order.filter((kind) => bars.some(({ bands }) => bands.some((band) => band.kind === kind)));
  // A band a row: there are more bands than fit beside each other, and few cases.
  const rows = [
    ...kinds.map((kind) => [kind, ...bars.map(({ bands }) => formatBytes(bytesOf(bands, kind)))]),
    ["sum", ...bars.map(({ bands }) => formatBytes(bands.reduce((sum, { bytes }) => sum + bytes, 0)))],
  ];
  return figure(bytesChart(bars, kinds), reading, table(["", ...bars.map(({ label }) => label)], rows));
}

function bytesOf(bands: readonly Band[], kind: string): number {
  return bands.find((band) => band.kind === kind)?.bytes ?? 0;
}

function bytesChart(bars: readonly Bar[], kinds: readonly string[]): string {
  const looks = kinds.map((name, index) => ({ name, look: plainLook(index) }));
  const panel = barMarkup({
    title: "bytes a message, both hops",
    bars: bars.map(({ label, bands }) => ({
      name: label,
      text: formatBytes(bands.reduce((sum, { bytes }) => sum + bytes, 0)),
      parts: looks.map(({ name, look }) => ({ value: bytesOf(bands, name), look })),
    })),
  });
  return legend(looks) + panel;
}

function bandsOf(trial: Trial): readonly Band[] {
  const { metrics } = trial;
  const load = steadyOf(trial);
  const sent = metrics["sent"]?.kind === "value" ? metrics["sent"].value : 0;
  if (load === null || sent === 0) return [];
  const answers = [...bytesByType(load.ledger)].filter(([kind]) => kind !== "PUBLISH");
  // The kernel counts the messages of warm-up, too.
  const published = load.ledger.connections.up["PUBLISH"]?.packets ?? 0;
  const { network } = load;
  return [
    ...publishBands(load.ledger, metrics).map(({ kind, bytes }) => ({ kind, bytes: bytes / sent })),
    ...answers.map(([kind, bytes]) => ({ kind, bytes: bytes / sent })),
    ...(network === null || published === 0
      ? []
      : [
          {
            kind: "TCP and IP headers",
            bytes: (network.load.headerBytesUp + network.load.headerBytesDown) / published,
          },
        ]),
  ];
}

/** Payload, and what PUBLISH adds to it; one band where it is not known how large the payloads were that arrived. */
function publishBands({ counted: { sensor, subscriber } }: MessageLedger, metrics: Trial["metrics"]): readonly Band[] {
  const { overheadPerMessage, overheadPerDelivery } = metrics;
  const bytes = publishBytes(sensor) + publishBytes(subscriber);
  if (overheadPerMessage !== undefined && overheadPerDelivery === undefined && publishBytes(subscriber) > 0)
    return [{ kind: "PUBLISH, payload included", bytes }];
  const payload = payloadBytes(sensor, overheadPerMessage) + payloadBytes(subscriber, overheadPerDelivery);
  return [
    { kind: "payload", bytes: payload },
    { kind: "PUBLISH, the rest", bytes: bytes - payload },
  ];
}

type Hop = MessageLedger["counted"]["sensor"];

/** Over both hops and directions. */
function bytesByType({ counted: { sensor, subscriber } }: MessageLedger): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const counts of [sensor.up, sensor.down, subscriber.up, subscriber.down])
    for (const [kind, { bytes }] of Object.entries(counts)) sums.set(kind, (sums.get(kind) ?? 0) + bytes);
  return sums;
}

function publishBytes({ up, down }: Hop): number {
  return (up["PUBLISH"]?.bytes ?? 0) + (down["PUBLISH"]?.bytes ?? 0);
}

/** By what overhead means: (wire − payload) ÷ payload. It does not exist for an empty payload. */
function payloadBytes({ up, down }: Hop, overhead: Metric | undefined): number {
  if (overhead?.kind !== "value") return 0;
  const wire = [up, down].flatMap((counts) => Object.values(counts)).reduce((sum, { bytes }) => sum + bytes, 0);
  return wire / (1 + overhead.value);
}
