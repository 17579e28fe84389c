/** One trial, measured: its phases in order, whatever happens on the way. */
import { graces, unlessHurried } from "../../hurry.ts";
import type { Hurry } from "../../hurry.ts";
import type { RunningBroker } from "../../broker/running-broker.ts";
import type { Ledger } from "../../mqtt/wire/ledger.ts";
import type { NetworkSection } from "../../result/schema.ts";
import type { PlannedTrial } from "../../scenario/plan.ts";
import type { Placement } from "../../scenario/placement.ts";
import { startAnswerer } from "../workers/answerer.ts";
import type { Answerer } from "../workers/answerer.ts";
import { AbortWatch } from "./watches/abort-watch.ts";
import { trialClock } from "../clock.ts";
import type { ObservedLink } from "../account/link-result.ts";
import { LinkWatch } from "./watches/link-watch.ts";
import { measureOutages } from "../account/recovery-result.ts";
import type { TimedOutage } from "../account/recovery-result.ts";
import { OutstandingDeliveries } from "../account/outstanding-deliveries.ts";
import { Observer } from "./observer.ts";
import type { PhaseName } from "./observer.ts";
import type { Samples, Series, SeriesRow } from "../account/series.ts";
import type { ObservedRestart } from "./watches/restart-watch.ts";
import { startWorkers } from "../workers/start-workers.ts";
import { RunningTrial } from "./running-trial.ts";
import { openTrialLink } from "./watches/trial-link.ts";
import type { TrialLink } from "./watches/trial-link.ts";
import type { EarlyEnd, LoadOutcome } from "./stage.ts";
import { ageUnended } from "../account/unended.ts";
import { worstEventLoopDelayNs } from "../shard/thread-monitor.ts";
import type { Totals } from "../account/totals.ts";
import type { ShardReport, ThreadHealth } from "../messages.ts";

export interface TrialOptions {
  readonly planned: PlannedTrial;
  readonly broker: RunningBroker;
  readonly placement: Placement;
  /** Of every client id. */
  readonly prefix: string;
  readonly runTag: number;
  /** One a sensor group. */
  readonly payloads: readonly Uint8Array[];
  /** Counts what probes of the link send and receive. */
  readonly probeLedger: Ledger;
  /** The user asks to stop. */
  readonly hurry: Hurry;
  readonly onProgress: (progress: Progress) => void;
}

export interface Progress {
  readonly planned: PlannedTrial;
  readonly phase: PhaseName;
  readonly elapsedNs: number;
  readonly row: SeriesRow;
  readonly threadDelayP99Ns: number;
}

export interface Observations {
  readonly startedAt: Date;
  readonly totals: Totals;
  readonly series: Series;
  readonly reports: readonly ShardReport[];
  /** Workers that told no report: lost, or silent to the end. */
  readonly missing: number;
  readonly health: readonly ThreadHealth[];
  /** Before the first connection. */
  readonly start: Samples;
  readonly loaded: LoadOutcome;
  /** null: the kernel does not tell, or the trial did not come so far. */
  readonly network: NetworkSection | null;
  /** While the load ran. */
  readonly outages: readonly TimedOutage[];
  /** null: there was none, or it ended by itself. */
  readonly link: ObservedLink | null;
  /** null: the scenario asks for none. */
  readonly restart: ObservedRestart | null;
  /** Of every client id. */
  readonly prefix: string;
  /** In words, where the answering process ended before the trial; null: it answered, or there was none. */
  readonly answererEnded: string | null;
  readonly phasesNs: Readonly<Record<string, number>>;
  readonly earlyEnd: (EarlyEnd & { readonly phase: PhaseName; readonly afterNs: number }) | null;
}

/** null: the user asked to stop before it began. */
export async function runTrial(options: TrialOptions): Promise<Observations | null> {
  const epoch = process.hrtime.bigint();
  const { prefix, broker, hurry } = options;
  const { scenario } = options.planned.case;
  const { kind } = scenario.load;
  const answerer = kind === "steady" || kind === "idle" ? await begunInTime(startAnswerer(epoch), hurry) : null;
  try {
    if (hurry.hasBegun) return null;
    const linking = openTrialLink({ scenario, endpoints: broker.endpoints, prefix, epoch });
    const trialLink = await begunInTime(linking, hurry);
    return trialLink === null ? null : await observeTrial(options, { epoch, answerer, ...trialLink });
  } finally {
    await answerer?.stop(hurry);
  }
}

/** null: it was still beginning when the user asked to stop. What begins after that ends with this process. */
async function begunInTime<T>(beginning: Promise<T>, hurry: Hurry): Promise<T | null> {
  return await unlessHurried(beginning, hurry, null, graces.begin);
}

interface Begun extends TrialLink {
  readonly epoch: bigint;
  readonly answerer: Answerer | null;
}

async function observeTrial(options: TrialOptions, { epoch, answerer, link, routes }: Begun): Promise<Observations> {
  const startedAt = new Date();
  const now = trialClock(epoch);
  const { prefix, hurry, probeLedger: ledger } = options;
  const { scenario } = options.planned.case;
  const { endpoints } = options.broker;
  const watch = link === null ? null : new LinkWatch({ link, scenario, prefix, routes, endpoints, ledger });
  const pool = startWorkers(options, { epoch, routes, answerer: answerer?.endpoint ?? null });
  try {
    await unlessHurried(pool.collect("ready"), hurry, null, graces.begin);
    await unlessHurried(watch?.probe() ?? Promise.resolve(), hurry, undefined, graces.begin);
    const { planned } = options;
    const accounts = scenario.sensors.length + 1;
    const abort = new AbortWatch(scenario);
    const observer: Observer = await Observer.begin({
      pool,
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
        options.onProgress({ planned, phase, elapsedNs: now(), row, threadDelayP99Ns });
      },
    });
    const trial = new RunningTrial(options, { pool, observer, abort, link, watch, routes, now });
    await trial.run();
    const describing = trial.earlyEnd?.kind === "link ended" ? undefined : watch?.describe();
    // A link that ends now has nothing more to say.
    const observedLink = await unlessHurried(describing ?? Promise.resolve(null), hurry, null).catch(() => null);
    const finished = await trial.finish();
    const [endNs, reports] = [trial.endNs, finished.map(({ report }) => report)];
    const outages = trial.outagesOf(reports, observedLink?.report.cuts ?? []);
    const mayReturn = scenario.session.reconnect !== null;
    const durations = measureOutages(outages, { accounts, endNs, mayReturn });
    const { totals, series, start } = observer;
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
      loaded: trial.loaded,
      network: trial.network,
      link: observedLink,
      outages,
      restart: trial.restart.describe(),
      prefix,
      answererEnded: answerer?.ended ?? null,
      phasesNs: trial.phasesNs,
      earlyEnd: trial.earlyEnd,
    };
  } finally {
    await pool.terminate(hurry);
    await link?.stop(hurry);
  }
}
