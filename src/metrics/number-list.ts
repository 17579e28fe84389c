/** Numbers that become more: 8 bytes each, where a list of JavaScript's keeps what it had before for the collector. */

const firstCapacity = 64;

export class NumberList implements Iterable<number> {
  length = 0;
  #numbers = new Float64Array(firstCapacity);

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const longer = new Float64Array(2 * this.length);
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    this.#numbers[this.length] = number;
    this.length += 1;
  }

  [Symbol.iterator](): Iterator<number> {
    return this.#numbers.subarray(0, this.length)[Symbol.iterator]();
  }
}
