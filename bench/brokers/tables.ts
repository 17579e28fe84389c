/** The comparison's tables, a function an experiment: rows of cells, brokers as columns. Pure. */
import { exchangesOf } from "../../src/analysis/loads/handshake.ts";
import { holdCases } from "../../src/analysis/loads/hold.ts";
import type { HeldGauge, HoldCase } from "../../src/analysis/loads/hold.ts";
import { formatBytes, formatNumber } from "../../src/report/format.ts";
import type { HandshakeRow } from "../../src/result/loads/handshake.ts";
import type { CapacityCase, CapacityResult } from "../../src/result/capacity.ts";
import type { RunResult } from "../../src/result/schema.ts";
import { figureCell, intervalCell, none } from "./cells.ts";
import type { Figure } from "./cells.ts";
import { costs, latencies, storms } from "./figures.ts";

type Rows = readonly (readonly string[])[];
/** A broker's; undefined: it was not made. */
type Results<T = RunResult> = readonly (T | undefined)[];

export function costRows(results: Results): Rows {
  return figureRows(results, costs);
}

export function rateRows(results: Results): Rows {
  return figureRows(results, latencies);
}

export function stormRows(results: Results): Rows {
  return figureRows(results, storms);
}

/** A row for each case and figure; a case that one broker cannot run keeps its row. */
function figureRows(results: Results, figures: readonly Figure[]): Rows {
  const rows = idsOf(results.flatMap((result) => result?.cases ?? [])).flatMap((id) =>
    figures.map((figure) => [
      `${id}: ${figure.title}`,
      ...results.map((result) => {
        const own = result?.cases.find((each) => nameOf(each) === id);
        if (result === undefined || own === undefined) return none;
        return own.unsupported === null ? figureCell(result, own.id, figure) : "not to be had";
      }),
    ]),
  );
  return [...rows, ["valid trials", ...results.map(validText)]];
}

function validText(result: RunResult | undefined): string {
  if (result === undefined) return none;
  return `${result.trials.filter(({ valid }) => valid).length} of ${result.trials.length}`;
}

export function capacityRows(results: Results<CapacityResult>): Rows {
  return idsOf(results.flatMap((result) => result?.cases ?? [])).map((id) => [
    id,
    ...results.map((result) => rateCell(result?.cases.find((each) => nameOf(each) === id))),
  ]);
}

/** The highest rate that was sustained twice, and the lowest that was not: the limit lies between them. */
export function rateCell(found: CapacityCase | undefined): string {
  if (found === undefined) return none;
  if (found.unsupported !== null) return "not to be had";
  if (found.ratePerSecond === null)
    return found.curve.some(({ verdict }) => verdict === "exceeded") ? "none sustained" : "mqbench could not keep up";
  const rate = `${formatNumber(found.ratePerSecond)}/s`;
  if (found.bound?.kind === "broker") return `${rate} to ${formatNumber(found.bound.ratePerSecond)}/s`;
  return found.bound?.kind === "generator" ? `≥ ${rate} (mqbench's own limit)` : `≥ ${rate} (no higher was tried)`;
}

/** The broker's own gauge, where it has one, else what the system says of its process. */
export function heldRows(results: Results): Rows {
  const held = results.map((result) => (result === undefined ? [] : holdCases(result)));
  const cases = results.flatMap((result) => result?.cases ?? []);
  return idsOf(cases).map((id) => [
    id,
    ...held.map((all, column) => {
      const own = results[column]?.cases.find((each) => nameOf(each) === id);
      const found = all.find((each) => each.id === own?.id);
      const gauge = shownGauge(found);
      if (own?.unsupported !== null && own !== undefined) return "not to be had";
      if (found === undefined) return none;
      if (gauge === undefined) return "no line";
      return `${intervalCell(gauge.bytesPerHeld, found.trials, (bytes) => formatBytes(Math.round(bytes)))}, ${gauge.gauge}`;
    }),
  ]);
}

/** The broker's own heap where it has a line, else resident memory; undefined: neither has one. */
export function shownGauge(found: HoldCase | undefined): HeldGauge | undefined {
  const gauges = found?.gauges.filter(({ bytesPerHeld }) => bytesPerHeld !== null) ?? [];
  return gauges.find(({ gauge }) => gauge === "heap") ?? gauges.find(({ gauge }) => gauge === "rss");
}

export function guaranteeRows(results: Results): Rows {
  return [0, 1, 2].map((qos) => [
    `QoS ${qos}, steps at which the promise was kept`,
    ...results.map((result) => {
      const { tried, broken, isMade } = stepsAt(result, qos);
      if (tried.length === 0) return isMade ? "not to be had" : none;
      const which = broken.map(({ side, title }) => `${side}: ${title}`).join("; ");
      return `${tried.length - broken.length} of ${tried.length}${which === "" ? "" : `; broken: ${which}`}`;
    }),
  ]);
}

/** Steps of the handshakes at a level, of valid trials. */
export function stepsAt(
  result: RunResult | undefined,
  qos: number,
): { readonly tried: readonly HandshakeRow[]; readonly broken: readonly HandshakeRow[]; readonly isMade: boolean } {
  const steps = (result?.trials ?? []).filter(({ valid }) => valid).flatMap(exchangesOf);
  const tried = steps.filter((step) => step.qos === qos && step.verdict !== "not applicable");
  return { tried, broken: tried.filter(({ verdict }) => verdict === "broken"), isMade: steps.length > 0 };
}

interface Case {
  readonly id: string;
  readonly axes: Readonly<Record<string, string | number | boolean>>;
}

function idsOf(cases: readonly Case[]): readonly string[] {
  return [...new Set(cases.map(nameOf))];
}

/** What else but the broker is swept: brokers are the columns. */
export function nameOf({ axes }: Case): string {
  const words = Object.entries(axes).flatMap(([key, value]) => (key === "broker" ? [] : [`${key}=${value}`]));
  return words.length === 0 ? "all" : words.join(", ");
}
