import { expect, test } from "vitest";
import { Sweeper } from "./sweeper.ts";

const ms = 1e6;

/** A client that is due at the times of a list, and every time it was looked at. */
class FakeClient {
  readonly lookedAtMs: number[] = [];
  readonly #dueMs: readonly number[];

  constructor(...dueMs: readonly number[]) {
    this.#dueMs = dueMs;
  }

  sweep(nowNs: number): number {
    this.lookedAtMs.push(nowNs / ms);
    return (this.#dueMs.find((due) => due > nowNs / ms) ?? Number.POSITIVE_INFINITY) * ms;
  }
}

function sweepUntil(endMs: number, clients: readonly FakeClient[], keepaliveMs = 60_000): void {
  const sweeper = new Sweeper(clients, { keepaliveNs: keepaliveMs * ms, connectTimeoutNs: 10_000 * ms });
  for (let nowMs = 0; nowMs <= endMs; nowMs += 100) sweeper.sweep(nowMs * ms);
}

test("a client is looked at when it is due, at the next sweep", () => {
  const client = new FakeClient(250, 700);
  sweepUntil(1000, [client]);
  expect(client.lookedAtMs).toEqual([0, 300, 700]);
});

test("a client with nothing due is looked at once a second, since it may connect again", () => {
  const client = new FakeClient();
  sweepUntil(3000, [client]);
  expect(client.lookedAtMs).toEqual([0, 1000, 2000, 3000]);
});

test("a short keepalive has every client looked at more often", () => {
  const client = new FakeClient();
  sweepUntil(1000, [client], 1000);
  expect(client.lookedAtMs).toEqual([0, 300, 600, 900]);
});
