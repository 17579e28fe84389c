/** A sweep narrowed by what is written over the file: an axis whose key was given stands at that one value. Pure. */
import type { AxisValue } from "./sweep.ts";

type Source = Readonly<Record<string, unknown>>;

/** `isWritten`: whether an option wrote the key of an axis, such as `--set qos=1` or `--broker mosquitto`. */
export function narrowSweep(source: Source, isWritten: (axis: string) => boolean): Source {
  const { sweep, ...rest } = source;
  if (typeof sweep !== "object" || sweep === null || Array.isArray(sweep)) return source;
  const axes = Object.entries(sweep).flatMap(([axis, values]: [string, unknown]): [string, unknown][] => {
    if (!isWritten(axis)) return [[axis, values]];
    const value = valueAt(source, axis);
    return isAxisValue(value) ? [[axis, [value]]] : [];
  });
  return axes.length === 0 && Object.keys(sweep).length > 0 ? rest : { ...source, sweep: Object.fromEntries(axes) };
}

function valueAt(source: unknown, dotted: string): unknown {
  return dotted.split(".").reduce<unknown>((at, step) => {
    if (typeof at !== "object" || at === null) return undefined;
    return Object.entries(at).find(([key]) => key === step)?.[1];
  }, source);
}

function isAxisValue(value: unknown): value is AxisValue {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
