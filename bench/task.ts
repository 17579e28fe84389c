/** Something done many times, so that the clock's own cost does not count. */
export interface Task {
  readonly name: string;
  /** Does it `repeats` times. */
  readonly run: () => void;
}

export const repeats = 1000;
