import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Recorder } from "../../../metrics/recorder.ts";
import { InflightTable } from "../../../mqtt/client/inflight-table.ts";
import { fakeSensors } from "../../../scenario/testing/fake-scenario.ts";
import { Outages } from "../../shard/outages.ts";
import { Phases } from "../../shard/phases.ts";
import { fakeClient } from "../../testing/fake-client.ts";
import { Steady } from "./steady.ts";

/** Asked for a turn of the event loop. */
const turns: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  vi.stubGlobal("setImmediate", (turn: () => void) => turns.push(turn));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  turns.length = 0;
});

const ms = 1e6;
/** What passes between two looks at the clock. */
const stepNs = 20_000;

test("precise pacing awaits the next message awake: each leaves within microseconds, whatever a timer can do", () => {
  const { sentNs, start } = load("precise");
  start();
  spin();
  expect(sentNs).toHaveLength(10);
  const lateNs = sentNs.map((atNs, message) => atNs - message * ms);
  expect(Math.max(...lateNs)).toBeLessThan(10 * stepNs);
});

test("precise pacing sleeps while the next message is far off", () => {
  const { sentNs, start, clock } = load("precise", 50 * ms);
  start();
  spin();
  expect(sentNs).toHaveLength(1);
  vi.advanceTimersByTime(46);
  expect(turns).toEqual([]);
  clock.nowNs = 49.9 * ms;
  vi.advanceTimersByTime(1);
  turns.shift()?.();
  turns.shift()?.();
  turns.shift()?.();
  expect(sentNs).toEqual([expect.any(Number), expect.closeTo(50 * ms, -5)]);
});

test("economical pacing leaves it to the timer", () => {
  const { sentNs, start, clock } = load("economical");
  start();
  spin();
  expect(sentNs).toHaveLength(1);
  clock.nowNs = 3 * ms;
  vi.advanceTimersByTime(1);
  expect(sentNs).toHaveLength(4);
});

/** Turns of the event loop, in which not a millisecond of its timers passes. */
function spin(): void {
  vi.advanceTimersByTime(0);
  for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) turn();
}

/** One sensor that is due from 0 on, over ten periods, on a clock that moves whenever it is read. */
function load(pacing: "economical" | "precise", periodNs = ms) {
  const clock = { nowNs: 0 };
  const sentNs: number[] = [];
  const now = (): number => (clock.nowNs += stepNs);
  const client = fakeClient({ publish: () => void sentNs.push(clock.nowNs) });
  const phases = new Phases();
  const times = { startNs: 0, measureFromNs: 0, measureToNs: 10 * periodNs };
  phases.set(times);
  const steady = new Steady({
    sensors: [{ client, sensor: 0, group: 0, numberInGroup: 0, mayReturn: true }],
    groups: [fakeSensors({ count: 1, qos: 0, schedule: { kind: "even", periodNs } })],
    seed: 1,
    pacing,
    table: new InflightTable(1, 1),
    recorder: new Recorder(2),
    phases,
    outages: new Outages(1),
    now,
  });
  return { clock, sentNs, start: () => steady.start(times) };
}
