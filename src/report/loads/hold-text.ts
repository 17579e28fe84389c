/** The hold experiment as text: what one more held message costs, what that consists of, and the plateaus of a trial. */
import { holdCases, splitByPayload } from "../../analysis/loads/hold.ts";
import type { HeldGauge, HoldCase } from "../../analysis/loads/hold.ts";
import type { Interval } from "../../analysis/ranks/interval.ts";
import type { HoldSection } from "../../result/loads/hold.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { shortName } from "../case-names.ts";
import { fittedLines } from "../report-table.ts";
import { absent, formatBytes, formatCount, formatNumber, formatPercent, notValid } from "../format.ts";

/** In this order; what a broker does not tell is left out. */
export const gaugeTitles: Readonly<Record<string, string>> = {
  heap: "heap (own gauge)",
  storedBytes: "store (own gauge)",
  rssAnon: "anonymous RSS",
  rss: "RSS",
  pss: "PSS",
  generatorRss: "mqbench RSS",
};

export interface HoldTable {
  readonly heading: readonly string[];
  /** By case, over its trials. */
  readonly rows: readonly (readonly string[])[];
  /** Why a figure is none, or is not of every trial. */
  readonly notes: readonly string[];
  /** How the figures split into payload and bookkeeping. */
  readonly splits: readonly string[];
}

/** undefined when no trial held anything. */
export function holdTable(result: RunResult): HoldTable | undefined {
  const cases = holdCases(result);
  if (cases.length === 0) return undefined;
  const isConnection = cases.every(({ section }) => section.step === "connection");
  const gauges = Object.keys(gaugeTitles).filter((gauge) => cases.some((each) => gaugeOf(each, gauge) !== undefined));
  const heading = [
    `bytes a held ${isConnection ? "connection" : "message"}`,
    ...gauges.map((gauge) => gaugeTitles[gauge] ?? gauge),
    "heap given back",
    "RSS given back",
    "trials",
  ];
  const rows = cases.map((each) => {
    const name = each.id === "" ? each.section.step : shortName(result.cases, each.id);
    const figures = [
      ...gauges.map((gauge) => bytesText(gaugeOf(each, gauge))),
      shareText(gaugeOf(each, "heap")?.givenBack),
      shareText(gaugeOf(each, "rss")?.givenBack),
    ];
    const shown = each.trials > 0 ? figures : [notValid, ...figures.slice(1).map(() => "")];
    return [name, ...shown, each.trials === each.made ? String(each.trials) : `${each.trials} of ${each.made} valid`];
  });
  return { heading, rows, notes: noteLines(cases), splits: splitLines(cases.filter(({ trials }) => trials > 0)) };
}

function gaugeOf({ gauges }: HoldCase, gauge: string): HeldGauge | undefined {
  return gauges.find((each) => each.gauge === gauge);
}

function bytesText(gauge: HeldGauge | undefined): string {
  if (gauge === undefined) return absent;
  return gauge.bytesPerHeld === null ? "no line" : `${intervalText(gauge.bytesPerHeld)} B`;
}

/** `±`: half a 95 % interval over fresh brokers. */
function intervalText({ mean, halfWidth }: Interval): string {
  return halfWidth === null
    ? formatCount(Math.round(mean))
    : `${formatCount(Math.round(mean))} ± ${widthText(halfWidth, 2)}`;
}

/** What is finer than so many decimals is the arithmetic's, not the broker's. */
function widthText(halfWidth: number, decimals: number): string {
  return formatNumber(Number(halfWidth.toFixed(decimals)));
}

function shareText(share: Interval | null | undefined): string {
  return share === null || share === undefined ? absent : formatPercent(share.mean);
}

/** A line for each remark of a case, with every gauge that it holds for. */
function noteLines(cases: readonly HoldCase[]): readonly string[] {
  return cases.flatMap(({ id, section, gauges }) => {
    const byNote = new Map<string, string[]>();
    for (const { gauge, note } of gauges) {
      if (note === null || gauge === "generatorRss") continue;
      byNote.set(note, [...(byNote.get(note) ?? []), gaugeTitles[gauge] ?? gauge]);
    }
    return [...byNote].map(([note, titles]) => `note: ${id === "" ? section.step : id}: ${titles.join(", ")}: ${note}`);
  });
}

function splitLines(cases: readonly HoldCase[]): readonly string[] {
  return splitByPayload(cases)
    .filter(({ gauge }) => gauge === "heap" || gauge === "rss")
    .map(({ broker, section, gauge, line, payloads }) => {
      const perByte = line.slope.halfWidth === null ? "" : ` ± ${widthText(line.slope.halfWidth, 5)}`;
      const of = `${formatNumber(line.slope.mean)}${perByte} B a payload byte`;
      return `${broker}, step ${section.step}, ${gaugeTitles[gauge] ?? gauge}: ${intervalText(line.intercept)} B of bookkeeping + ${of} (payloads of ${payloads.map((bytes) => formatBytes(bytes)).join(", ")})`;
    });
}

/** The plateaus of one trial: memory beside the broker's own gauges, so that a gauge that counts payload only is seen to. */
export function renderPlateaus({ load }: Trial): readonly string[] {
  if (load.kind !== "hold") return [];
  const gauges = columnsOf(load, "bytes", Object.keys(gaugeTitles));
  const counts = columnsOf(load, "counts", [
    ...new Set(load.plateaus.flatMap((plateau) => Object.keys(plateau.counts))),
  ]);
  const heading = ["level", "held", "kept back", ...gauges.map((gauge) => gaugeTitles[gauge] ?? gauge), ...counts];
  const rows = load.plateaus.map(({ level, held, withheld, direction, bytes, counts: counted }) => [
    `${formatCount(level)} ${direction}`,
    formatCount(held),
    withheld === null ? absent : formatCount(withheld),
    ...gauges.map((gauge) => (bytes[gauge] === undefined ? absent : formatBytes(bytes[gauge]))),
    ...counts.map((name) => (counted[name] === undefined ? absent : formatCount(counted[name]))),
  ]);
  return [...fittedLines({ heading, rows }, 2), ...readBackLines(load)];
}

function readBackLines({ readBack }: HoldSection): readonly string[] {
  if (readBack === undefined) return [];
  return [`read back: ${formatCount(readBack.came)} of ${formatCount(readBack.asked)} retained messages came`];
}

function columnsOf({ plateaus }: HoldSection, kind: "bytes" | "counts", names: readonly string[]): readonly string[] {
  return names.filter((name) => plateaus.some((plateau) => plateau[kind][name] !== undefined));
}
