/** The cases of a sweep: every combination of its axes. Pure. */
import { hideSecrets } from "../secrets.ts";
import { oneLine } from "../visible-text.ts";

export type AxisValue = string | number | boolean;
export type Axes = Readonly<Record<string, AxisValue>>;

/** One without axes when nothing is swept. The last axis changes fastest. */
export function combine(sweep: Readonly<Record<string, readonly AxisValue[]>>): readonly Axes[] {
  return Object.entries(sweep).reduce<readonly Axes[]>(
    (combinations, [axis, values]) =>
      combinations.flatMap((axes) => values.map((value) => ({ ...axes, [axis]: value }))),
    [{}],
  );
}

/** `qos=2,protocol=5`; empty without axes. */
export function caseId(axes: Axes): string {
  return Object.entries(shownAxes(axes))
    .map(([axis, value]) => `${axis}=${value}`)
    .join(",");
}

/** The axes that an id names, each value as it is written there: an axis is a key of a scenario. */
export function axesOf(id: string): Axes {
  const parts = id === "" ? [] : id.split(/,(?=[a-z][\w.]*=)/iu);
  return Object.fromEntries(parts.map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]));
}

/** Axes as they may be shown. */
export function shownAxes(axes: Axes): Axes {
  return Object.fromEntries(Object.entries(axes).map(([axis, value]) => [axis, shownValue(value)]));
}

export function shownValue(value: AxisValue): AxisValue {
  return typeof value === "string" ? oneLine(hideSecrets(value)) : value;
}
