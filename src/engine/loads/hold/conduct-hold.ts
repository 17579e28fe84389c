/** Conducts the hold load: level by level, fill, settle, and sample the memory of the broker. */
import { formatCount } from "../../../format.ts";
import { setTimeout as sleep } from "node:timers/promises";
import type { BrokerSample, GaugeName } from "../../../broker/running-broker.ts";
import { gaugeNames } from "../../../broker/running-broker.ts";
import { median } from "../../../metrics/statistics.ts";
import { graces, patience } from "../../../hurry.ts";
import { ownRssBytes } from "../../trial/watches/generator-probe.ts";
import type { Plateau } from "../../../result/loads/hold.ts";
import { heldAt, plateausOf, stepRules } from "../../../scenario/loads/hold-steps.ts";
import type { HoldLoad } from "../../../scenario/loads/hold-steps.ts";
import type { LoadOutcome } from "../../account/observations.ts";
import type { Stage } from "../../trial/stage.ts";
import { cleanUpTimeoutMs } from "../../waits.ts";
import { overNetwork, readRetained } from "./read-retained.ts";
import type { ReadBack, ReadBackOptions } from "./read-retained.ts";

/** Between two samples of a plateau. */
const samplePeriodMs = 250;

type Reached = Pick<Plateau, "held" | "withheld" | "missing">;
type PlannedPlateau = ReturnType<typeof plateausOf>[number];

export async function conductHold(stage: Stage, load: HoldLoad): Promise<LoadOutcome> {
  stage.enter("hold");
  const plateaus: Plateau[] = [];
  const from = await stage.observer.sample();
  let readBack: ReadBack | undefined;
  // Level 0 first: sessions that are to be away leave before anything is sent to them.
  const isReady = (await reach(stage, load, 0)) !== null;
  for (const planned of isReady ? plateausOf(load) : []) {
    const held = await reach(stage, load, planned.level);
    if (held === null) break;
    const sampled = await stage.awaits(samplePlateau(stage, load, planned));
    if (sampled === null) break;
    plateaus.push({ ...sampled.value, ...held });
    if (load.step !== "retained" || planned.direction !== "rising" || planned.level !== load.levels.at(-1)) continue;
    // The highest level is sampled: what asking costs the broker is in no figure of the rise.
    const read = await stage.awaits(readRetained(readBackOf(stage, load, planned.level)));
    if (read === null) break;
    readBack = read.value;
  }
  const to = await stage.observer.sample();
  const retainedLeft = { count: await letGo(stage, load), endpoints: stage.broker.endpoints };
  const told = readBack === undefined ? {} : { readBack: readBack.found, own: readBack.own };
  return { measure: { from, to }, times: null, plateaus, retainedLeft, ...told };
}

function readBackOf(stage: Stage, load: HoldLoad, level: number): ReadBackOptions {
  const { scenario, broker, prefix, sentAs, now, hurry } = stage;
  return { scenario, load, level, endpoints: broker.endpoints, open: overNetwork, prefix, sentAs, now, hurry };
}

/** A load that ended early has retained messages at a broker that goes on: clears them. Returns how many may be left, at most. */
async function letGo({ scenario, earlyEnd, pool, hurry }: Stage, load: HoldLoad): Promise<number> {
  if (load.step !== "retained" || earlyEnd === null || scenario.broker.kind === "managed") return 0;
  const cleared = new Set<number>();
  let missing = 0;
  const letting = fillTo(pool, 0, (place, unfilled) => {
    cleared.add(place);
    missing += unfilled;
  });
  await Promise.race([letting, patience(cleanUpTimeoutMs, hurry, graces.cleanUp)]);
  // Of a worker that did not tell, nothing is known.
  return cleared.size === pool.size ? missing : Math.max(...load.levels);
}

/** Resolves when every worker that is left has told of that level, not of one before. */
async function fillTo(
  pool: Stage["pool"],
  level: number,
  onFilled: (place: number, missing: number) => void,
): Promise<void> {
  const told = new Set<number>();
  pool.post({ kind: "fill", level });
  for (let isWhole = false; !isWhole;) {
    const filled = await pool.collect("filled", (reply, place) => {
      if (reply.level !== level || told.has(place)) return;
      told.add(place);
      onFilled(place, reply.missing);
    });
    isWhole = filled.every((reply) => reply.level === level);
  }
}

/** null: the level was not reached, and the trial has ended. */
async function reach(stage: Stage, load: HoldLoad, level: number): Promise<Reached | null> {
  const filling = stage.pool.collect("filled");
  stage.pool.post({ kind: "fill", level });
  const filled = await stage.awaits(filling);
  if (filled === null) return null;
  const unfilled = filled.value.reduce((sum, { missing }) => sum + missing, 0);
  if (unfilled > 0) {
    const seconds = load.timeoutNs / 1e9;
    const how = `level ${formatCount(level)} was not reached: ${formatCount(unfilled)} missing after ${seconds} s without progress`;
    stage.end({ kind: "level not reached", how });
    return null;
  }
  const settling = stage.pool.collect("settled");
  stage.pool.post({ kind: "settle" });
  const settled = await stage.awaits(settling);
  if (settled === null) return null;
  const sum = (key: "held" | "missing"): number => settled.value.reduce((total, each) => total + each[key], 0);
  return {
    held: heldAt(load, level, stage.scenario.sensors[0]?.count ?? 0),
    withheld: stepRules[load.step].withholds === null ? null : sum("held"),
    missing: sum("missing"),
  };
}

async function samplePlateau(
  stage: Stage,
  load: HoldLoad,
  { level, direction }: PlannedPlateau,
): Promise<Omit<Plateau, keyof Reached>> {
  await sleep(load.settleNs / 1e6, undefined, { ref: false });
  const atNs = stage.now();
  const processes: BrokerSample["process"][] = [];
  const generatorRss: (number | null)[] = [];
  while (stage.now() - atNs < load.sampleNs || processes.length === 0) {
    processes.push((await stage.broker.sample()).process);
    generatorRss.push(ownRssBytes());
    await sleep(samplePeriodMs, undefined, { ref: false });
  }
  // Last: a collection may change what is resident.
  const { gauges } = await stage.broker.collect();
  const counts = gaugeNames.filter((name) => !name.endsWith("Bytes"));
  return {
    level,
    direction,
    atSeconds: Math.round(atNs / 1e7) / 100,
    bytes: present({
      rss: medianOf(processes.map((each) => each?.rssBytes)),
      rssAnon: medianOf(processes.map((each) => each?.rssAnonBytes)),
      pss: medianOf(processes.map((each) => each?.pssBytes)),
      heap: gauges.heapBytes,
      storedBytes: gauges.storedBytes,
      generatorRss: medianOf(generatorRss),
    }),
    counts: present(Object.fromEntries(counts.map((name: GaugeName) => [name, gauges[name]]))),
  };
}

/** undefined where a sample has a gap. */
function medianOf(values: readonly (number | null | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length < values.length ? undefined : median(known);
}

function present(values: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
