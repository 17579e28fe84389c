/** Whether all of many pass, asked again at every event: it looks first where it failed last, so that asking stays cheap. */

export class Everyone<T> {
  readonly #all: readonly T[];
  readonly #passes: (each: T) => boolean;
  /** Where it failed last. */
  #at = 0;

  constructor(all: readonly T[], passes: (each: T) => boolean) {
    this.#all = all;
    this.#passes = passes;
  }

  get passes(): boolean {
    const { length } = this.#all;
    for (let step = 0; step < length; step += 1) {
      const at = (this.#at + step) % length;
      const each = this.#all[at];
      if (each === undefined || this.#passes(each)) continue;
      this.#at = at;
      return false;
    }
    return true;
  }
}
