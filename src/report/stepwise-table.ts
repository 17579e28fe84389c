/** A table of a load that is driven step by step, for every report. */

export interface StepwiseTable {
  readonly heading: readonly string[];
  /** A row of one cell is a heading of those below it. */
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table. */
  readonly remarks: readonly string[];
}
