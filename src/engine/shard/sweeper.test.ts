import { expect, it } from "vitest";
import { Sweeper } from "./sweeper.ts";

it("leaves a client alone until the time that it named", () => {
  const { sweeper, swept } = watched(100);
  for (const nowNs of [0, 50, 99, 100, 150, 200]) sweeper.sweep(nowNs);
  expect(swept).toEqual([0, 100, 200]);
});

it("looks at a client with a short limit every time", () => {
  const { sweeper, swept } = watched(0);
  for (const nowNs of [10, 20, 30]) sweeper.sweep(nowNs);
  expect(swept).toEqual([10, 20, 30]);
});

it("looks again at once at a client whose connection ended", () => {
  const { sweeper, swept } = watched(1e9);
  sweeper.sweep(1);
  sweeper.closed(0);
  sweeper.sweep(2);
  expect(swept).toEqual([1, 2]);
});

/** A client that names a time so much later. */
function watched(laterNs: number) {
  const swept: number[] = [];
  const sweep = (nowNs: number): number => {
    swept.push(nowNs);
    return nowNs + laterNs;
  };
  return { sweeper: new Sweeper([{ sweep }]), swept };
}
