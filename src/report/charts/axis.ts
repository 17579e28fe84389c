/** An axis: from where to where, its ticks with their texts in one unit, and where a value lies. Pure. */
import type { Unit } from "../../metrics/metric-info.ts";
import { formatNumber, scaleFor } from "../format.ts";

export interface Axis {
  /** What it shows, with its unit, and from where it begins where that is not 0. */
  readonly title: string;
  readonly ticks: readonly Tick[];
  /** From 0 to 1; what lies outside is at the edge. */
  readonly at: (value: number) => number;
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

interface Wanted {
  readonly title: string;
  readonly unit: Unit;
  readonly values: readonly number[];
  /** Where it may begin elsewhere than at 0: that is said. */
  readonly isFree?: boolean;
  readonly isLog?: boolean;
}

const tickCount = 4;
const niceSteps = [1, 2, 5, 10];

export function axisOf(wanted: Wanted): Axis {
  return wanted.isLog === true ? logAxis(wanted) : linearAxis(wanted);
}

function linearAxis({ title, unit, values, isFree }: Wanted): Axis {
  const [least, most] = rangeOf(values);
  const start = isFree === true ? least : Math.min(0, least);
  const { perUnit, name } = scaleFor(unit, most);
  const { from, to, marks } = niceRange(start / perUnit, most === start ? start / perUnit + 1 : most / perUnit);
  const at = (value: number): number => clamp((value / perUnit - from) / (to - from));
  const said = from === 0 ? "" : `, from ${formatNumber(from)}`;
  return {
    title: titleOf(title, `${name}${said}`),
    ticks: marks.map((value) => ({ value: value * perUnit, text: formatNumber(value) })),
    at,
  };
}

/** Rounded outwards to a step of 1, 2 or 5 tens, hundreds, tenths …, and the marks between at that step. */
function niceRange(least: number, most: number) {
  const rough = (most - least) / tickCount;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (niceSteps.find((each) => each * power >= rough * 0.999) ?? 10);
  const [first, last] = [Math.floor(least / step + 1e-9), Math.ceil(most / step - 1e-9)];
  const marks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { from: first * step, to: last * step, marks };
}

/** A tick a decade; of less than two also 2 and 5. */
function logAxis({ title, unit, values }: Wanted): Axis {
  const [least, most] = rangeOf(values.filter((value) => value > 0));
  const { perUnit, name } = scaleFor(unit, most);
  const steps = most / least < 50 ? [1, 2, 5] : most / least < 1000 ? [1, 3] : [1];
  const marks = Array.from({ length: 26 }, (_, decade) => steps.map((step) => step * 10 ** (decade - 8))).flat();
  const from = marks.findLast((mark) => mark * perUnit <= least) ?? least / perUnit;
  const to = marks.find((mark) => mark * perUnit >= most && mark > from) ?? most / perUnit;
  const at = (value: number): number => clamp(Math.log(value / perUnit / from) / Math.log(to / from));
  return {
    title: titleOf(title, `${name}${name === "" ? "" : ", "}logarithmic`),
    ticks: marks
      .filter((mark) => mark >= from && mark <= to)
      .map((value) => ({ value: value * perUnit, text: formatNumber(value) })),
    at,
  };
}

/** An axis whose ticks are given, such as percentiles. */
export function axisWith(title: string, given: readonly Tick[], place: (value: number) => number): Axis {
  const marks = given.map(({ value }) => place(value));
  const [from, to] = rangeOf(marks);
  return { title, ticks: given, at: (value) => clamp((place(value) - from) / (to - from || 1)) };
}

function titleOf(title: string, unit: string): string {
  return [title, unit].filter((part) => part !== "").join(", ");
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  const known = values.filter(Number.isFinite);
  return known.length === 0 ? [0, 1] : [Math.min(...known), Math.max(...known)];
}

function clamp(share: number): number {
  return Number.isFinite(share) ? Math.max(0, Math.min(1, share)) : 0;
}
