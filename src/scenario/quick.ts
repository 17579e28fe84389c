/** `--quick`: the same experiment in less time. Every time that belongs to the course of a run is multiplied by one factor. Pure. */
import { formatNumber, formatSeconds } from "../format.ts";
import { metricInfo } from "../metrics/catalogue.ts";
import { MqbenchError } from "../errors.ts";
import { parseDurationNs } from "../units.ts";
import { placeText } from "./document/mistake.ts";
import type { Path } from "./document/path.ts";
import { rowOf } from "./loads.ts";
import type { ReadScenario } from "./read.ts";
import type { Scenario } from "./scenario.ts";
import type { Threshold } from "./keys/thresholds/thresholds.ts";

/** What measure becomes where it is longer. */
const quickMeasureNs = 5e9;

export interface Quick {
  /** Written over the file. */
  readonly flags: readonly { readonly path: Path; readonly value: unknown; readonly option: string }[];
  /** What it did, and what it could not do, in words. */
  readonly notes: readonly string[];
}

/** Dotted keys of the times of a run's course. Other times belong to the network, the device or the broker. */
const courseTime =
  /^(?:phases\.(?:warmup|measure)|brokerRestart\.(?:at|down)|(?:(?:sensors|subscribers)\.(?:[^.]+\.)?)?link\.cut\.at|subscribers\.(?:[^.]+\.)?leave\.after|sensors\.(?:[^.]+\.)?(?:messages\.[^.]+\.)?rate\.\d+\.at|session\.reconnect(?:\.(?:delay|max))?|thresholds\.\d+\.abortAfter)$/u;

/** What they are where the file says nothing, and what must be there for them to exist. */
const defaults: readonly { readonly path: Path; readonly of: readonly string[]; readonly text: string }[] = [
  { path: ["phases", "warmup"], of: [], text: "5s" },
  { path: ["phases", "measure"], of: [], text: "30s" },
  { path: ["brokerRestart", "down"], of: ["brokerRestart"], text: "1s" },
  { path: ["session", "reconnect", "delay"], of: ["session", "reconnect"], text: "1s" },
  { path: ["session", "reconnect", "max"], of: ["session", "reconnect"], text: "30s" },
];

/** Who says how many trials a case has: the scenario, which `--quick` writes over, the user, or the command that pairs them. */
export type TrialsBy = "scenario" | "user" | "pairs";

/** What `--quick` makes of a scenario that was read without it. Throws where a threshold would mean something else. */
export function quicken({ source, cases }: ReadScenario, trialsBy: TrialsBy = "scenario"): Quick {
  const once = trialsBy === "scenario" ? [{ path: ["trials"], value: 1, option: "--quick" }] : [];
  const firstLook = (factor: number): string => firstLookText(factor, trialsBy);
  const timed = cases.map(({ scenario }) => scenario).filter(({ load }) => rowOf(load).traits.course === "phases");
  const longestNs = Math.max(0, ...timed.map(({ phases }) => phases.measureNs));
  const factor = longestNs === 0 ? 1 : Math.min(1, quickMeasureNs / longestNs);
  const isFixed = timed.length < cases.length;
  const fixed = isFixed ? ["--quick: the times of this load are what a broker needs for it, and stay"] : [];
  if (factor === 1) return { flags: once, notes: [firstLook(factor), ...fixed] };
  refuseCounts(cases.map(({ scenario }) => scenario));
  return {
    flags: [...once, ...scaledTimes(source, factor)],
    notes: [firstLook(factor), ...fixed, ...timed.flatMap((scenario) => whatStays(scenario, factor))].filter(
      (note, index, all) => all.indexOf(note) === index,
    ),
  };
}

function firstLookText(factor: number, trialsBy: TrialsBy): string {
  return `--quick: ${howQuick(factor, trialsBy)}: a first look, not a measurement to keep`;
}

function howQuick(factor: number, trialsBy: TrialsBy): string {
  const times = `the times of its course × ${formatNumber(factor)}`;
  const isShort = factor === 1;
  switch (trialsBy) {
    case "scenario":
      return isShort ? "one trial a case" : `one trial a case, ${times}`;
    case "user":
      return isShort ? "nothing is left out, for --trials says how many and measure is short" : times;
    case "pairs":
      return isShort
        ? "nothing is left out, for pairs stay as many and measure is short"
        : `pairs stay as many, ${times}`;
  }
}

/** Refuses a threshold on a count: so many messages are due in the whole measure, and a part of it would say nothing. */
function refuseCounts(scenarios: readonly Scenario[]): void {
  const counting = scenarios.flatMap(({ thresholds }) => thresholds.filter(needsWhole));
  const problems = counting.map(({ text, position }) => {
    const place = position === null ? "" : `${placeText(position)}: `;
    return `${place}\`${text}\` counts the messages of the whole measure, of which --quick makes a part`;
  });
  if (problems.length > 0)
    throw new MqbenchError("usage", [...new Set(problems)], {
      hint: "leave out --quick, or the threshold: --set thresholds=null",
    });
}

/** A limit from above, and 0, hold of a part as well. */
function needsWhole({ metric, comparison, limit }: Threshold): boolean {
  return metricInfo(metric).isCount && limit > 0 && !comparison.startsWith("<");
}

type Flag = Quick["flags"][number];

function scaledTimes(source: ReadScenario["source"], factor: number): readonly Flag[] {
  const sweep = source["sweep"];
  const axes = isRecord(sweep) ? Object.entries(sweep) : [];
  const isSwept = (path: Path): boolean => axes.some(([axis]) => axis === path.join("."));
  const stated = leavesOf(source, []).filter(({ path }) => courseTime.test(path.join(".")));
  const unstated = defaults.filter(
    ({ path, of }) => isRecord(valueAt(source, of)) && valueAt(source, path) === undefined,
  );
  const written = [...stated, ...unstated].filter(({ path }) => !isSwept(path));
  const scaled = axes.filter(([axis]) => courseTime.test(axis));
  return [
    ...written.map(({ path, text }) => ({ path, value: scale(text, factor), option: "--quick" })),
    ...scaled.map(([axis, values]) => ({
      path: ["sweep", axis],
      value: Array.isArray(values) ? values.map((value) => scale(String(value), factor)) : values,
      option: "--quick",
    })),
  ];
}

function leavesOf(value: unknown, path: Path): readonly { readonly path: Path; readonly text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((each, index) => leavesOf(each, [...path, index]));
  return isRecord(value) ? Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key])) : [];
}

function valueAt(source: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), source);
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whole milliseconds; what takes any time still takes some. */
function scale(text: string, factor: number): string {
  const ns = parseDurationNs(text) ?? 0;
  return `${ns === 0 ? 0 : Math.max(1, Math.round((ns * factor) / 1e6))}ms`;
}

/** What belongs to the load, the device or the network stays as it is, where that shows. */
function whatStays({ sensors, phases, keepaliveSeconds, subscribers }: Scenario, factor: number): readonly string[] {
  const measureNs = phases.measureNs * factor;
  const notes: string[] = [];
  for (const { schedule } of sensors) {
    if (schedule.kind === "closed" || schedule.periodNs <= measureNs) continue;
    notes.push(
      `sensors that send every ${formatSeconds(schedule.periodNs)} do not all send in a measure of ${formatSeconds(measureNs)}`,
    );
  }
  const keepaliveNs = keepaliveSeconds * 1e9;
  if (keepaliveNs <= phases.measureNs && keepaliveNs > measureNs)
    notes.push(`a keepalive of ${keepaliveSeconds} s does not fall within a measure of ${formatSeconds(measureNs)}`);
  const cuts = [...sensors, ...subscribers].flatMap(({ link }) =>
    link === null || link.cut === null ? [] : [link.cut],
  );
  if (cuts.some(({ kind }) => kind === "random")) notes.push("cuts at random keep their rate: there are fewer of them");
  if (cuts.some(({ manner }) => manner === "silent"))
    notes.push(`a silent cut is noticed by the keepalive, which stays ${keepaliveSeconds} s`);
  return notes.map((note) => `--quick: ${note}`);
}
