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

/** Axes as they may be shown. */
export function shownAxes(axes: Axes): Axes {
  return Object.fromEntries(Object.entries(axes).map(([axis, value]) => [axis, shownValue(value)]));
}

export function shownValue(value: AxisValue): AxisValue {
  return typeof value === "string" ? oneLine(hideSecrets(value)) : value;
}
