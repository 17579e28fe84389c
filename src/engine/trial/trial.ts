/** One trial, measured: its phases in order, whatever happens on the way. */
import { graces, unlessHurried } from "../../hurry.ts";
import type { Hurry } from "../../hurry.ts";
import type { Ledger } from "../../mqtt/wire/ledger.ts";
import type { PlannedTrial } from "../../scenario/planning/plan.ts";
import type { Placement } from "../../scenario/planning/placement.ts";
import { AbortWatch } from "./watches/abort-watch.ts";
import { trialClock } from "../clock.ts";
import { LinkWatch } from "./watches/link-watch.ts";
import { countSoFar } from "../account/figures.ts";
import type { CountsSoFar } from "../account/figures.ts";
import { cutsOf } from "../account/faults/link-result.ts";
import { measureOutages } from "../account/faults/recovery-result.ts";
import { OutstandingDeliveries } from "../account/outstanding-deliveries.ts";
import { Observer } from "./observer.ts";
import type { Observations, PhaseName } from "../account/observations.ts";
import type { SeriesRow } from "../account/series.ts";
import { RunningTrial } from "./running-trial.ts";
import type { RunningTrialOptions } from "./running-trial.ts";
import type { HostedShards, ShardHosts } from "./shard-hosts.ts";
import { openTrialLink } from "./watches/trial-link.ts";
import type { TrialLink } from "./watches/trial-link.ts";
import type { GroupSecrets } from "../messages.ts";
import { ageUnended } from "../account/unended.ts";
import { worstEventLoopDelayNs } from "../account/thread-health.ts";

export interface TrialOptions extends RunningTrialOptions {
  readonly hosts: ShardHosts;
  readonly placement: Placement;
  /** One a group. */
  readonly secrets: readonly GroupSecrets[];
  /** Counts what probes of the link send and receive. */
  readonly probeLedger: Ledger;
  readonly onProgress: (progress: Progress) => void;
}

export interface Progress {
  readonly planned: PlannedTrial;
  readonly phase: PhaseName;
  readonly elapsedNs: number;
  readonly row: SeriesRow;
  readonly threadDelayP99Ns: number;
  /** Since measure began. */
  readonly counts: CountsSoFar;
}

/** null: the user asked to stop before it began. */
export async function runTrial(options: TrialOptions): Promise<Observations | null> {
  const epoch = process.hrtime.bigint();
  const epochUs = Date.now() * 1000;
  const { prefix, broker, hurry, hosts, kind } = options;
  const { scenario } = options.planned.case;
  const linking = openTrialLink({ scenario, endpoints: broker.endpoints, prefix, epoch });
  const trialLink = await begunInTime(linking, hurry);
  if (trialLink === null) return null;
  const { link, routes } = trialLink;
  let shards: HostedShards | null = null;
  try {
    const beginning = hosts.begin({ ...options, scenario, epoch, epochUs, routes, isTimed: kind.isTimed });
    shards = await begunInTime(beginning, hurry);
    return shards === null ? null : await observeTrial(options, { epoch, epochUs, shards, ...trialLink });
  } finally {
    await shards?.end(hurry);
    await link?.stop(hurry);
  }
}

/** null: it was still beginning when the user asked to stop. What begins after that ends with this process. */
async function begunInTime<T>(beginning: Promise<T>, hurry: Hurry): Promise<T | null> {
  return await unlessHurried(beginning, hurry, null, graces.begin);
}

interface Begun extends TrialLink {
  readonly epoch: bigint;
  readonly epochUs: number;
  readonly shards: HostedShards;
}

async function observeTrial(
  options: TrialOptions,
  { epoch, epochUs, shards, link, routes }: Begun,
): Promise<Observations> {
  const startedAt = new Date();
  const now = trialClock(epoch);
  const { prefix, hurry, probeLedger: ledger } = options;
  const { scenario } = options.planned.case;
  const { endpoints } = options.broker;
  const watch = link === null ? null : new LinkWatch({ link, scenario, prefix, routes, endpoints, ledger });
  const { pool } = shards;
  await unlessHurried(pool.collect("ready"), hurry, null, graces.begin);
  await unlessHurried(watch?.probe() ?? Promise.resolve(), hurry, undefined, graces.begin);
  const { planned } = options;
  const accounts = scenario.sensors.length + 1;
  const abort = new AbortWatch(scenario);
  const observer: Observer = await Observer.begin({
    pool,
    sampleGenerator: async () => await shards.sampleGenerator(),
    isOwnMachine: shards.isOwnMachine,
    broker: options.broker,
    accounts,
    now,
    outstanding: abort.needsAges ? new OutstandingDeliveries(scenario) : null,
    hurry,
    onRow: (row) => {
      const { phase, phaseFromNs, totals, series, health } = observer;
      // No earlier than the load, which the trial begins.
      const countedNs = observer.countedToNs - (trial.measureFromNs ?? Number.POSITIVE_INFINITY);
      if (phase === "measure") abort.look({ totals, series, measuredNs: now() - phaseFromNs, countedNs });
      const threadDelayP99Ns = worstEventLoopDelayNs(health);
      const counts = countSoFar(totals, scenario);
      options.onProgress({ planned, phase, elapsedNs: now(), row, threadDelayP99Ns, counts });
    },
  });
  const trial = new RunningTrial(options, { shards, observer, abort, link, watch, routes, epochUs, now });
  await trial.run();
  const describing = trial.earlyEnd?.kind === "link ended" ? undefined : watch?.describe();
  // A link that ends now has nothing more to say.
  const observedLink = await unlessHurried(describing ?? Promise.resolve(null), hurry, null).catch(() => null);
  const finished = await trial.finish();
  const [endNs, reports] = [trial.endNs, finished.map(({ report }) => report)];
  const outages = trial.outagesOf(reports, observedLink === null ? [] : cutsOf(observedLink, prefix));
  const mayReturn = scenario.session.reconnect !== null;
  const durations = measureOutages(outages, { accounts, endNs, mayReturn });
  const { totals, series, start } = observer;
  const { measure } = trial.loaded;
  const agents = await shards.describe(totals, measure === null ? null : [measure.from.atNs, measure.to.atNs]);
  totals.add(durations.ended);
  const unended = ageUnended({ scenario, reports, totals, times: trial.loaded.times, endNs });
  totals.setUnended([...unended, ...durations.ages]);
  return {
    startedAt,
    totals,
    series,
    reports,
    missing: pool.size - finished.length,
    health: finished.map(({ health }) => health),
    start,
    connected: trial.connected,
    loaded: trial.loaded,
    network: trial.network,
    link: observedLink,
    outages,
    restart: trial.restart.describe(),
    prefix,
    answererEnded: shards.answererEnded,
    agents,
    phasesNs: trial.phasesNs,
    earlyEnd: trial.earlyEnd,
  };
}
