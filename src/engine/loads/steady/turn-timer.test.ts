import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Metronome } from "../../pacing/metronome.ts";
import { TurnTimer } from "./turn-timer.ts";

/** Asked for a turn of the event loop. */
const immediate: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  vi.stubGlobal("setImmediate", (turn: () => void) => immediate.push(turn));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  immediate.length = 0;
});

test("what is due later is for the metronome: no timer, no turn of the event loop", () => {
  const { timer, aims } = rig();
  timer.arm(5e6, false, false);
  expect(aims).toEqual([5e6]);
  expect(immediate).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test("what is due so soon that no metronome can ring for it is looked for at once", () => {
  const { timer, clock } = rig();
  clock.nowNs = 6e6;
  timer.arm(5e6, false, false);
  expect(immediate).toHaveLength(1);
});

test("while something waits there is one look a millisecond, however often it is armed meanwhile", () => {
  const { timer, turns } = rig();
  for (let n = 0; n < 3; n += 1) timer.arm(1e9, true, false);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(turns()).toBe(1);
  timer.arm(1e9, true, false);
  expect(vi.getTimerCount()).toBe(1);
});

test("what was cut has one turn of the event loop, however often it is armed meanwhile", () => {
  const { timer, turns } = rig();
  for (let n = 0; n < 3; n += 1) timer.arm(0, false, true);
  expect(immediate).toHaveLength(1);
  immediate.shift()?.();
  expect(turns()).toBe(1);
});

test("without anything that is due by time no metronome is started", () => {
  const timer = new TurnTimer(null, () => undefined);
  timer.arm(Number.POSITIVE_INFINITY, false, false);
  timer.end();
  expect(vi.getTimerCount()).toBe(0);
});

function rig() {
  const clock = { nowNs: 0 };
  const aims: number[] = [];
  let turns = 0;
  const metronome: Metronome = { aim: (dueNs) => aims.push(dueNs) > 0 && clock.nowNs < dueNs, end: () => undefined };
  const timer = new TurnTimer(
    () => metronome,
    () => void (turns += 1),
  );
  return { timer, clock, aims, turns: () => turns };
}
