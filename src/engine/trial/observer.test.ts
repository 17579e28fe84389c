import { setImmediate as turn } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { unhurried } from "../../hurry.ts";
import { Recorder } from "../../metrics/recorder.ts";
import { Observer } from "./observer.ts";
import type { SeriesRow } from "../account/series.ts";

/** A trial whose workers took 1.2 s to start. */
async function observe() {
  const workers = { open: 0 };
  const rows: SeriesRow[] = [];
  const pool = {
    size: 1,
    post: () => undefined,
    collect: async () => {
      await turn();
      return [
        {
          kind: "snapshot",
          atNs: 1.2e9,
          snapshot: new Recorder(2).take(),
          unended: [],
          gauges: { open: workers.open, inflight: 0, inflightIn: 0, waiting: 0, pending: 102 - workers.open },
          health: { wallNs: 1e6, cpuNs: null, runDelayNs: null, eventLoopDelayP99Ns: 0 },
        } as const,
      ];
    },
  };
  const sample = async () => await Promise.resolve({ process: null, gauges: {}, problems: [] });
  const observer = await Observer.begin({
    pool,
    sampleGenerator: async () => await Promise.resolve({ cpuNs: 0, rssBytes: null }),
    isOwnMachine: true,
    broker: { sample },
    accounts: 2,
    now: () => 1.2e9,
    outstanding: null,
    hurry: unhurried,
    onRow: (row) => rows.push(row),
  });
  return { observer, workers, rows };
}

test("the first row of a trial is not of the moment before anything was asked to connect", async () => {
  const { observer, workers, rows } = await observe();
  observer.enter("connect");
  for (let turns = 0; turns < 10; turns += 1) await turn();
  workers.open = 102;
  observer.enter("subscribe");
  await vi.waitFor(() => expect(rows).not.toEqual([]));
  expect(rows[0]?.open).toBe(102);
  await observer.stop();
});
