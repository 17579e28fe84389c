import { expect, test } from "vitest";
import { seededRandom } from "../../seeded-random.ts";
import { crowds } from "./crowds.ts";
import { Histogram } from "../histogram.ts";
import { histogramOf } from "../testing/histogram-of.ts";
import { lessCrowdedLag } from "./less-crowded-lag.ts";
import { lessLag } from "./less-lag.ts";
import type { LaggedTime } from "./probe-exchanges.ts";
import { percentilesOf } from "./ranked-lag.ts";

const us = 1e3;

/** Nine of ten messages are read among others, where an answer waits; of the probes one of ten. */
function bursts(seed: number) {
  const random = seededRandom(seed);
  const draw = (crowd: number) => ({
    time: 40 * us * (1 - random()) ** -0.3,
    lag: (15 + 12 * crowd) * us * (1 - random()) ** -0.2,
  });
  const crowdOfMessage = (): number => (random() < 0.1 ? 0 : 1 + Math.floor(3 * random()));
  const crowdOfProbe = (): number => (random() < 0.9 ? 0 : 1 + Math.floor(3 * random()));
  const messages = Array.from({ length: 20_000 }, () => {
    const crowd = crowdOfMessage();
    return { crowd, ...draw(crowd) };
  });
  const probes = Array.from({ length: 4000 }, (): LaggedTime => {
    const others = crowdOfProbe();
    const { time, lag } = draw(others);
    return { ns: time + lag, lagNs: lag, others };
  });
  const times = crowds.map((each) =>
    histogramOf(messages.filter(({ crowd }) => crowd === each).map(({ time, lag }) => time + lag)),
  );
  return { truth: histogramOf(messages.map(({ time }) => time)), times, probes };
}

test("messages that come in bursts have the lag of a crowd, which few probes met", () => {
  for (const seed of [1, 2, 3]) {
    const { truth, times, probes } = bursts(seed);
    const found = lessCrowdedLag(times, probes);
    expect(found?.less.count).toBe(20_000);
    expect(Math.abs((found?.less.percentile(50) ?? 0) / truth.percentile(50) - 1)).toBeLessThan(0.05);
    expect(Math.abs((found?.less.mean ?? 0) / truth.mean - 1)).toBeLessThan(0.03);
    expect(Math.abs(percentilesOf(found?.ranked ?? [])(99) / truth.percentile(99) - 1)).toBeLessThan(0.15);
    // Without telling crowds apart the lag is too short.
    const [all, lags] = [new Histogram(), histogramOf(probes.map(({ lagNs }) => lagNs))];
    for (const each of times) all.merge(each);
    expect((lessLag(all, lags)?.percentile(50) ?? 0) / truth.percentile(50)).toBeGreaterThan(1.25);
    expect((found?.lags.percentile(50) ?? 0) / lags.percentile(50)).toBeGreaterThan(1.5);
  }
});

test("a crowd of which there are few probes has those beside it, and none of it no part", () => {
  const always = (ns: number, others: number, count: number) =>
    Array.from({ length: count }, (): LaggedTime => ({ ns: 2 * ns, lagNs: ns, others }));
  const probes = [...always(10 * us, 0, 100), ...always(50 * us, 1, 29), ...always(90 * us, 2, 29)];
  const none = new Histogram();
  const times = [none, none, none, histogramOf(Array.from({ length: 100 }, () => 200 * us))];
  const read = percentilesOf(lessCrowdedLag(times, probes)?.ranked ?? []);
  expect([50, 51].map((percent) => Math.round(read(percent) / us))).toEqual([110, 150]);
});

test("too few probes say nothing, nor do no times", () => {
  const probes = Array.from({ length: 100 }, (): LaggedTime => ({ ns: 20, lagNs: 10, others: 0 }));
  const times = [histogramOf([100])];
  expect(lessCrowdedLag(times, probes)?.less.count).toBe(1);
  expect(lessCrowdedLag(times, probes.slice(1))).toBeUndefined();
  expect(lessCrowdedLag([new Histogram()], probes)).toBeUndefined();
});
