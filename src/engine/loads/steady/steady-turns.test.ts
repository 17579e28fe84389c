import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Recorder } from "../../../metrics/recorder.ts";
import { InflightTable } from "../../../mqtt/client/inflight-table.ts";
import { fakeSensors } from "../../../scenario/testing/fake-scenario.ts";
import type { SensorGroup } from "../../../scenario/base.ts";
import { Outages } from "../../shard/outages.ts";
import { Phases } from "../../shard/phases.ts";
import { fakeClient } from "../../testing/fake-client.ts";
import { timerMetronome } from "../../testing/timer-metronome.ts";
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
const longestTurnNs = 20 * ms;
/** What handing one message over takes. */
const sendNs = ms;
const window = 10;
/** A message every 10 µs, of which a hundred are due in the time that one takes. */
const flood: SensorGroup["schedule"] = { kind: "even", periodNs: 10_000 };

test("a flood has 20 ms of a turn, each of its groups the same, and goes on in the next", () => {
  const { sent, clock, start } = load([flood, flood]);
  clock.nowNs = 1000 * ms;
  start();
  vi.advanceTimersByTime(0);
  expect(clock.nowNs - 1000 * ms).toBeLessThanOrEqual(longestTurnNs + 2 * sendNs);
  expect(sent).toEqual([11, 10]);
  for (let turn = 1; turn < 10; turn += 1) turns.shift()?.();
  expect(sent).toEqual([110, 100]);
});

test("what a group leaves of its share is for the next", () => {
  const { sent, clock, start } = load([{ kind: "even", periodNs: 100_000 * ms }, flood]);
  clock.nowNs = 1000 * ms;
  start();
  vi.advanceTimersByTime(0);
  expect(sent).toEqual([1, 20]);
});

test("what waited and may leave has its share of a turn, beside a group that takes all of its own", () => {
  const { sent, clock, start, drain } = load([flood, flood, flood], [false, false, true]);
  clock.nowNs = 1000 * ms;
  start();
  vi.advanceTimersByTime(0);
  expect(sent.slice(0, 2)).toEqual([0, 0]);
  drain();
  for (let turn = 0; turn < 10; turn += 1) {
    const fromNs = clock.nowNs;
    vi.advanceTimersByTime(1);
    turns.shift()?.();
    expect(clock.nowNs - fromNs).toBeLessThanOrEqual(2 * (longestTurnNs + 2 * sendNs));
  }
  // A quarter of each turn is theirs, beside the three groups.
  for (const each of sent) expect(each).toBeGreaterThanOrEqual(20);
});

test("idle sensors of a closed loop that fill more than a turn are each served", () => {
  const { sent, start, clock } = load(Array.from({ length: 8 }, () => ({ kind: "closed" })));
  start();
  vi.advanceTimersByTime(0);
  // Three windows of ten take longer than a turn.
  for (let turn = 0; turn < 8; turn += 1) {
    const fromNs = clock.nowNs;
    turns.shift()?.();
    expect(clock.nowNs - fromNs).toBeLessThanOrEqual(longestTurnNs + 10 * sendNs);
  }
  expect(Math.min(...sent)).toBeGreaterThan(0);
});

test("a closed loop whose socket takes one message a turn fills its window, and again when two are answered in one", () => {
  const { sent, start, drain, answer } = load([{ kind: "closed" }], [], { qos: 1, isOneATurn: true });
  start();
  vi.advanceTimersByTime(0);
  for (let turn = 0; turn < window + 2; turn += 1) {
    drain();
    turns.shift()?.();
  }
  expect(sent).toEqual([window]);
  drain();
  answer(0);
  answer(0);
  expect(sent).toEqual([window + 1]);
  drain();
  turns.shift()?.();
  expect(sent).toEqual([window + 2]);
});

interface Sockets {
  readonly qos: 0 | 1;
  /** A socket that was given a message takes the next one when it is drained. */
  readonly isOneATurn: boolean;
}

/** A group of one sensor each, on a clock that moves by each message sent; `sent` by group. */
function load(
  schedules: readonly SensorGroup["schedule"][],
  isDrained: readonly boolean[] = [],
  { qos, isOneATurn }: Sockets = { qos: 0, isOneATurn: false },
) {
  const clock = { nowNs: 0 };
  const sent = schedules.map(() => 0);
  const inflight = schedules.map(() => 0);
  const canPublish = schedules.map((_, group) => isDrained[group] ?? true);
  const phases = new Phases();
  const times = { startNs: 0, measureFromNs: 0, measureToNs: 1e12 };
  phases.set(times);
  const groups = schedules.map((schedule) => fakeSensors({ count: 1, qos, window, schedule }));
  const clients = schedules.map((_, group) => {
    const hasPlace = (): boolean => qos === 0 || (inflight[group] ?? 0) < window;
    return fakeClient({
      index: group,
      hasPlace,
      canPublish: () => hasPlace() && canPublish[group] === true,
      publish: () => {
        sent[group] = (sent[group] ?? 0) + 1;
        inflight[group] = (inflight[group] ?? 0) + 1;
        canPublish[group] = !isOneATurn;
        clock.nowNs += sendNs;
      },
    });
  });
  const steady = new Steady({
    sensors: clients.map((client, group) => ({
      client,
      kind: 0,
      sensor: group,
      group,
      numberInGroup: 0,
      mayReturn: true,
    })),
    firstPlaces: Int32Array.from([...schedules.keys(), schedules.length]),
    groups,
    seed: 1,
    pacing: "economical",
    table: new InflightTable(schedules.length, window),
    recorder: new Recorder(schedules.length + 1),
    phases,
    outages: new Outages(schedules.length),
    now: () => clock.nowNs,
    startMetronome: timerMetronome(() => clock.nowNs),
  });
  return {
    clock,
    sent,
    start: () => steady.start(times),
    drain: () => canPublish.fill(true),
    answer: (group: number) => {
      const client = clients[group];
      inflight[group] = (inflight[group] ?? 0) - 1;
      if (client !== undefined) steady.acknowledged(client, 0, clock.nowNs);
    },
  };
}
