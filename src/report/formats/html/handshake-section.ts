/** The handshake of each QoS as a sequence diagram: every packet with its bytes, every leg with its median time. Pure. */
import { medianOf } from "../../../analysis/cost.ts";
import type { HistogramName } from "../../../metrics/catalogue.ts";
import type { MessageLedger } from "../../../result/sections/ledger-section.ts";
import { steadyOf } from "../../../result/loads/steady-of.ts";
import type { ShownCase } from "../../charts/cases.ts";
import { escapeMarkup } from "../../escape.ts";
import { absent, formatBytes, formatNs } from "../../format.ts";
import { figure, table } from "./section.ts";
import type { Section } from "./section.ts";

interface Arrow {
  readonly packet: string;
  readonly hop: "sensor" | "subscriber";
  /** As a column: 0 sensor, 1 broker, 2 subscriber. */
  readonly from: 0 | 1 | 2;
  readonly to: 0 | 1 | 2;
  /** What is known of the time when it arrives, or leaves. */
  readonly time: string;
}

interface Counted extends Arrow {
  readonly bytes: string;
}

const columns = ["sensor", "broker", "subscriber"] as const;
const columnX = [45, 210, 375] as const;
const width = 420;
const rowHeight = 44;
const top = 40;

export function handshakeSection(cases: readonly ShownCase[]): Section | undefined {
  const byQos = new Map<number, ShownCase>();
  for (const each of cases) {
    const [qos, ...others] = new Set([...each.of.qos.sensors, ...each.of.qos.subscribers]);
    // Where levels differ within a case there is no one handshake.
    if (qos !== undefined && others.length === 0 && steadyOf(each.trials[0]) !== null && !byQos.has(qos))
      byQos.set(qos, each);
  }
  if (byQos.size === 0) return undefined;
  const figures = [...byQos].toSorted(([a], [b]) => a - b).map(([qos, each]) => diagram(qos, each));
  return { id: "handshake", title: "The handshake", body: figures.join("\n") };
}

function diagram(qos: number, { label, trials }: ShownCase): string {
  const load = steadyOf(trials[0]);
  if (load === null) return "";
  const arrows = arrowsOf(qos, trials).flatMap((arrow): Counted[] => {
    const bytes = bytesOf(load.ledger, arrow);
    return bytes === undefined ? [] : [{ ...arrow, bytes: formatBytes(bytes) }];
  });
  const rows = arrows.map(({ packet, from, to, time, bytes }) => [
    `${packet}, ${columns[from]} → ${columns[to]}`,
    bytes,
    time === "" ? absent : time,
  ]);
  const reading = `QoS ${qos} (${label}): packets in their order, from top to bottom; times are medians, bytes are MQTT's.`;
  return figure(
    `<div class="sequence">${draw(`handshake of QoS ${qos}`, arrows)}</div>`,
    reading,
    table(["packet", "bytes", "time"], rows),
  );
}

function arrowsOf(qos: number, trials: ShownCase["trials"]): readonly Arrow[] {
  const median = (name: HistogramName, text: string): string => {
    const ns = medianOf(trials, name, "p50");
    return ns === null ? "" : `${text} ${formatNs(ns)}`;
  };
  const up = { hop: "sensor", from: 0, to: 1 } as const;
  const back = { hop: "sensor", from: 1, to: 0 } as const;
  const down = { hop: "subscriber", from: 1, to: 2 } as const;
  const answer = { hop: "subscriber", from: 2, to: 1 } as const;
  const publish: Arrow = { packet: "PUBLISH", ...up, time: median("publishDelay", "publish delay") };
  const delivery: Arrow = { packet: "PUBLISH", ...down, time: median("endToEndLatency", "end-to-end") };
  if (qos === 0) return [publish, delivery];
  if (qos === 1)
    return [
      publish,
      { packet: "PUBACK", ...back, time: median("publishLeg", "leg") },
      delivery,
      { packet: "PUBACK", ...answer, time: "" },
    ];
  return [
    publish,
    { packet: "PUBREC", ...back, time: median("publishLeg", "first leg") },
    { packet: "PUBREL", ...up, time: median("turnaround", "turnaround") },
    { packet: "PUBCOMP", ...back, time: median("releaseLeg", "second leg") },
    delivery,
    { packet: "PUBREC", ...answer, time: "" },
    { packet: "PUBREL", ...down, time: median("released", "released") },
    { packet: "PUBCOMP", ...answer, time: "" },
  ];
}

/** Bytes of one packet of that kind; undefined where none was counted. */
function bytesOf({ counted }: MessageLedger, { packet, hop, from, to }: Arrow): number | undefined {
  // Towards the broker is up: rightwards on the sensor's hop, leftwards on the subscriber's.
  const isUp = (hop === "sensor") === from < to;
  const found = counted[hop][isUp ? "up" : "down"][packet];
  return found === undefined || found.packets === 0 ? undefined : found.bytes / found.packets;
}

function draw(label: string, arrows: readonly Counted[]): string {
  const height = top + arrows.length * rowHeight + 16;
  const lifelines = columns.map((name, column) => {
    const x = columnX[column] ?? 0;
    return `<text x="${x}" y="18" text-anchor="middle" font-weight="bold">${name}</text><line x1="${x}" x2="${x}" y1="28" y2="${height}" stroke="currentColor" stroke-opacity="0.4"/>`;
  });
  const lines = arrows.map(({ packet, from, to, time, bytes }, row) => {
    const [x1, x2, y] = [columnX[from], columnX[to], top + row * rowHeight + 22];
    const tip = x2 > x1 ? -8 : 8;
    const middle = (x1 + x2) / 2;
    return [
      `<line x1="${x1}" x2="${x2}" y1="${y}" y2="${y}" stroke="currentColor" stroke-width="1.5"/>`,
      `<path d="M${x2} ${y} l${tip} -4 v8 z" fill="currentColor"/>`,
      `<text x="${middle}" y="${y - 5}" text-anchor="middle">${packet}, ${bytes}</text>`,
      time === ""
        ? ""
        : `<text x="${middle}" y="${y + 14}" text-anchor="middle" font-size="12" fill-opacity="0.75">${escapeMarkup(time)}</text>`,
    ].join("");
  });
  return `<svg role="img" aria-label="${escapeMarkup(label)}" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="currentColor">${lifelines.join("")}${lines.join("\n")}</svg>`;
}
