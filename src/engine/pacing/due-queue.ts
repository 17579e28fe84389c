/** The messages of one sensor that are due and could not leave: intended times, oldest first. */

export class DueQueue {
  #times: number[] = [];
  #first = 0;

  get length(): number {
    return this.#times.length - this.#first;
  }

  /** The intended time of the oldest. */
  get oldestNs(): number {
    return this.#times[this.#first] ?? 0;
  }

  /** The times of all that wait, oldest first. */
  times(): readonly number[] {
    return this.#times.slice(this.#first);
  }

  push(intendedNs: number): void {
    this.#times.push(intendedNs);
  }

  shift(): number {
    const oldest = this.oldestNs;
    this.#first += 1;
    // Drop the read part only when it is most of the array, so that a shift costs nothing on average.
    if (this.#first > 64 && this.#first * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#first);
      this.#first = 0;
    }
    return oldest;
  }
}
