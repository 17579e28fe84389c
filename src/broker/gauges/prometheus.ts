/** The Prometheus text format, as far as a gauge needs it: each metric's samples added over its labels. Pure. */

const sample = /^([A-Za-z_:][\w:]*)(\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?\s+([^\s]+)(?:\s+-?\d+)?$/u;

/** Name → sum; undefined where the text is something else. */
export function parsePrometheus(text: string): ReadonlyMap<string, number> | undefined {
  const sums = new Map<string, number>();
  for (const line of text.split("\n")) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const [, name, , value = ""] = sample.exec(trimmed) ?? [];
    if (name === undefined) return undefined;
    const number = parseValue(value);
    if (number === undefined) return undefined;
    sums.set(name, (sums.get(name) ?? 0) + number);
  }
  return sums.size === 0 ? undefined : sums;
}

function parseValue(text: string): number | undefined {
  if (/^[+-]?Inf$/u.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (text === "NaN") return Number.NaN;
  const number = Number(text);
  return Number.isNaN(number) ? undefined : number;
}
