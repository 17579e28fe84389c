/** Numbers in a JSON answer whose form is another program's. Pure. */

/** Every object in the lists under a key, however deep. */
export function objectsUnder(value: unknown, key: string): readonly object[] {
  if (Array.isArray(value)) return value.flatMap((each: unknown) => objectsUnder(each, key));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) => {
    const own = name === key && Array.isArray(each) ? each.filter(isObject) : [];
    return [...own, ...objectsUnder(each, key)];
  });
}

/** The number at a dotted path; undefined where there is none. */
export function numberAt(value: unknown, path: string): number | undefined {
  const found = valueAt(value, path);
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

export function valueAt(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (at, step) => (isObject(at) ? Object.entries(at).find(([key]) => key === step)?.[1] : undefined),
      value,
    );
}

/** The sum of the numbers that several objects have at a path; undefined where one has none. */
export function sumAt(values: readonly unknown[], path: string): number | undefined {
  return values.reduce<number | undefined>((sum, value) => {
    const number = numberAt(value, path);
    return sum === undefined || number === undefined ? undefined : sum + number;
  }, 0);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
