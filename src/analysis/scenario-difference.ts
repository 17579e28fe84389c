/** Which keys of two resolved scenarios differ, in words: the first thing to look at when a figure changed. Pure. */

type Resolved = Readonly<Record<string, unknown>> | null;

/** These change what is judged or shown, not what is sent. */
const withoutEffect: ReadonlySet<string> = new Set(["name", "description", "thresholds", "trials"]);

const mostShown = 5;

/** What decides how a case is measured: two runs that differ in nothing of it are of one scenario, whatever they are called. */
export function withEffect(resolved: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(resolved).filter(([key]) => !withoutEffect.has(key)));
}

export function scenarioDifferences(base: Resolved, head: Resolved): readonly string[] {
  if (base === null || head === null) return [];
  const found = [...new Set([...Object.keys(base), ...Object.keys(head)])]
    .filter((key) => !withoutEffect.has(key))
    .flatMap((key) => differences(base[key], head[key], key));
  const rest = found.length - mostShown;
  return rest > 0 ? [...found.slice(0, mostShown), `and ${rest} more`] : found;
}

function differences(base: unknown, head: unknown, path: string): readonly string[] {
  if (isObject(base) && isObject(head)) {
    return [...new Set([...Object.keys(base), ...Object.keys(head)])].flatMap((key) =>
      differences(base[key], head[key], `${path}.${key}`),
    );
  }
  const [from, to] = [show(base), show(head)];
  return from === to ? [] : [`${path} ${from} → ${to}`];
}

/** A list has its places for keys. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);
}
