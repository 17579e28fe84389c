import { describe, expect, it } from "vitest";
import { metricInfo, metricNames } from "../../../metrics/catalogue.ts";
import { Recorder, counterColumn, counterNames } from "../../../metrics/recorder.ts";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../../scenario/testing/fake-scenario.ts";
import { parseThreshold } from "../../../scenario/keys/thresholds/thresholds.ts";
import { AbortWatch } from "./abort-watch.ts";
import { Totals } from "../../account/totals.ts";

/** What ends the run, after the given seconds of measure; null: nothing. `peaks`: of every other gauge. */
async function ends(
  text: string,
  measuredSeconds: number,
  record: (recorder: Recorder) => void,
  rss: number[] = [],
  peaks: number[] = [],
) {
  const parsed = parseThreshold(text, null);
  if (typeof parsed === "string") throw new Error(parsed);
  const scenario = fakeScenario({
    sensors: [fakeSensors({ name: "alarms", qos: 1 }), fakeSensors({ name: "readings", qos: 1 })],
    subscribers: [fakeSubscribers({ qos: 1 })],
    session: { clean: true, reconnect: { delayNs: 1e9, factor: 1, maxNs: 1e9, jitterShare: 0 } },
    thresholds: [{ ...parsed, abortAfterNs: 0 }],
  });
  const recorder = new Recorder(3);
  record(recorder);
  const totals = new Totals(3);
  totals.add(recorder.take());
  const watch = new AbortWatch(scenario);
  watch.look({
    totals,
    series: { column: (name) => (name === "brokerRss" ? rss : peaks) },
    measuredNs: measuredSeconds * 1e9,
    countedNs: measuredSeconds * 1e9,
  });
  const broken = await Promise.race([watch.broken, Promise.resolve(null)]);
  return broken === null ? null : broken.measured;
}

function latencies(count: number, ns: number): (recorder: Recorder) => void {
  return (recorder) => {
    for (let index = 0; index < count; index += 1) recorder.histograms("publishLatency")[1]?.record(ns);
  };
}

function counted(account: number, name: Parameters<typeof counterColumn>[0], count: number) {
  return (recorder: Recorder): void => recorder.count(account, counterColumn(name), count);
}

describe("the running totals", () => {
  it.each([
    // Latencies, from 20 on; a percentile with 10 samples beyond it.
    ["publishLatency.p50 < 1ms", 1, latencies(19, 5e6), null],
    ["publishLatency.p50 < 1ms", 1, latencies(20, 5e6), 5e6],
    ["publishLatency.p99 < 1ms", 1, latencies(999, 5e6), null],
    ["publishLatency.p99 < 1ms", 1, latencies(1000, 5e6), 5e6],
    // Counts of the messages of measure, not of those before it.
    ["refused == 0", 1, counted(1, "refused", 2), 2],
    ["refused == 0", 1, counted(0, "refused", 2), null],
    ["duplicate == 0", 1, counted(1, "duplicate", 1), 1],
    // Rates over the time that has passed, from a second on.
    ["offeredRate > 100/s", 2, counted(1, "intended", 100), 50],
    ["acknowledgedRate > 100/s", 2, counted(0, "acknowledgedWithinMeasure", 100), 50],
    ["deliveredRate > 100/s", 2, counted(0, "deliveredWithinMeasure", 100), 50],
    ["deliveredRate > 100/s", 0.9, counted(0, "deliveredWithinMeasure", 10), null],
    ["deliveredRate > 100/s", 2, counted(0, "deliveredWithinMeasure", 201), null],
    // A threshold of one group, whatever the other does.
    ["alarms: refused == 0", 1, counted(1, "refused", 2), 2],
    ["alarms: refused == 0", 1, counted(2, "refused", 2), null],
    ["readings: refused == 0", 1, counted(2, "refused", 2), 2],
    ["alarms: publishLatency.p50 < 1ms", 1, latencies(20, 5e6), 5e6],
    ["readings: publishLatency.p50 < 1ms", 1, latencies(20, 5e6), null],
    ["alarms: offeredRate > 100/s", 2, counted(1, "intended", 100), 50],
    ["alarms: offeredRate > 100/s", 2, counted(1, "intended", 300), null],
    ["readings: offeredRate > 100/s", 2, counted(1, "intended", 300), 0],
  ] as const)("%s after %d s", async (text, seconds, record, measured) => {
    const found = await ends(text, seconds, record);
    // A histogram keeps three digits.
    expect(found === null ? null : Number(found.toPrecision(3))).toBe(measured);
  });

  it.each(
    metricNames.filter((name) => {
      const { kind, whileRunning, loads } = metricInfo(name);
      return kind === "value" && whileRunning !== "unknown" && loads.includes("steady");
    }),
  )("read %s, which its row says is known while a trial runs", async (name) => {
    const record = (recorder: Recorder): void => {
      for (const account of [0, 1])
        for (const counter of counterNames) recorder.count(account, counterColumn(counter), 10);
    };
    const limit = metricInfo(name).unit === "perSecond" ? "0/s" : "0";
    expect(await ends(`${name} <= ${limit}`, 2, record, [10], [10])).toBeGreaterThan(0);
  });

  it("say the broker's peak so far", async () => {
    expect(await ends("brokerRssPeak < 2MB", 1, () => undefined, [1e6, 3e6, 2e6])).toBe(3e6);
    expect(await ends("brokerRssPeak < 2MB", 1, () => undefined)).toBeNull();
  });
});
