/** What happened during a trial, as marks on its charts over time: phases, a restart of the broker, cuts of connections. Pure. */
import type { Trial } from "../../result/schema.ts";
import { formatCount } from "../format.ts";
import type { Mark } from "./line-chart.ts";

/** More would be a hatching that hides the chart: they are said in one mark. */
const mostCuts = 12;

/** Where each phase begins, and everything that happened in them. */
export function timeMarks(trial: Trial): readonly Mark[] {
  const { seconds, phase } = trial.series;
  const begins = phase.flatMap((name, row): Mark[] =>
    // A row ends at its second: a phase begins where the row before it ended.
    name === phase[row - 1] ? [] : [{ at: row === 0 ? 0 : (seconds[row - 1] ?? 0), name }],
  );
  return [...begins, ...eventMarks(trial)];
}

/** What the scenario did to the broker and to connections. */
export function eventMarks({ brokerRestart, link, series }: Trial): readonly Mark[] {
  const begin = loadBegins(series);
  const told = brokerRestart?.toldAtSeconds ?? null;
  const ready = brokerRestart?.readyAtSeconds ?? null;
  const restart: readonly Mark[] =
    told === null ? [] : [{ at: begin + told, name: "restart", ...(ready !== null && { until: begin + ready }) }];
  return [...restart, ...cutMarks(link?.madeCuts.map(({ atSeconds }) => begin + atSeconds) ?? [])];
}

function cutMarks(cuts: readonly number[]): readonly Mark[] {
  const distinct = [...new Set(cuts.map((at) => Number(at.toFixed(1))))].toSorted((a, b) => a - b);
  const [first] = distinct;
  const last = distinct.at(-1);
  if (first === undefined || last === undefined) return [];
  if (distinct.length > mostCuts) return [{ at: first, until: last, name: `${formatCount(cuts.length)} cuts` }];
  return distinct.map((at, index) => ({
    at,
    name: index === 0 ? (cuts.length === 1 ? "cut" : `${formatCount(cuts.length)} cuts`) : "",
  }));
}

/** Seconds from the beginning of the trial to that of its load. */
function loadBegins({ seconds, phase }: Trial["series"]): number {
  const row = phase.findIndex((name) => !["connect", "subscribe"].includes(name));
  return row <= 0 ? 0 : (seconds[row - 1] ?? 0);
}
