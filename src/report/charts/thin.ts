/** Fewer and wider steps of time than were kept, where a chart could not show more. Pure. */

/** How many steps each of several charts may have, so that all together stay a file that can be mailed. */
export function stepsEach(charts: number, limits: { readonly each: number; readonly together: number }): number {
  return Math.max(12, Math.min(limits.each, Math.floor(limits.together / Math.max(1, charts))));
}

/** How many rows become one, so that no more than `most` are left. */
export function rowsAStep(rows: number, most: number): number {
  return Math.max(1, Math.ceil(rows / most));
}

export interface Timed {
  readonly second: number;
  readonly value: number;
}

/** Each step is the mean of its rows, and stands at the end of the last. */
export function meanSteps(values: readonly Timed[], most: number): readonly Timed[] {
  const size = rowsAStep(values.length, most);
  if (size === 1) return values;
  return Array.from({ length: Math.ceil(values.length / size) }, (_, step) => {
    const part = values.slice(step * size, (step + 1) * size);
    const sum = part.reduce((total, { value }) => total + value, 0);
    return { second: part.at(-1)?.second ?? 0, value: sum / part.length };
  });
}
