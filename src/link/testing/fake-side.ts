/** A socket driven by hand, and a clock with it: what was written, and what became of it. */
import type { RelayEnd } from "../relayed-connection.ts";

export class FakeSide implements RelayEnd {
  /** What was written, and what was done, in order. */
  readonly seen: string[] = [];
  pendingBytes = 0;
  isPaused = false;

  write(bytes: Uint8Array): void {
    this.seen.push(Buffer.from(bytes).toString("hex"));
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  end(): void {
    this.seen.push("end");
  }

  reset(): void {
    this.seen.push("reset");
  }
}

/** Time passes when the test says so. */
export class FakeTime {
  ns = 0;
  readonly #waiting: { readonly atNs: number; readonly call: () => void }[] = [];

  readonly now = (): number => this.ns;
  readonly wait = (delayNs: number, call: () => void): void => {
    this.#waiting.push({ atNs: this.ns + delayNs, call });
  };

  pass(ms: number): void {
    const untilNs = this.ns + ms * 1e6;
    for (;;) {
      const next = this.#waiting.filter(({ atNs }) => atNs <= untilNs).toSorted((a, b) => a.atNs - b.atNs)[0];
      if (next === undefined) break;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.ns = Math.max(this.ns, next.atNs);
      next.call();
    }
    this.ns = untilNs;
  }
}
