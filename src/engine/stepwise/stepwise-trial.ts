/** One trial of a load that is driven step by step: on this thread, one broker, to its end or to what ends it before. */
import { messageOf } from "../../errors.ts";
import { begun, graces, patience, unlessHurried } from "../../hurry.ts";
import type { Hurry } from "../../hurry.ts";
import type { RunningBroker } from "../../broker/running-broker.ts";
import { openTransport } from "../../mqtt/transport/open-transport.ts";
import type { Note, Trial } from "../../result/schema.ts";
import { evaluateThresholds } from "../../rules/thresholds.ts";
import type { PlannedTrial } from "../../scenario/planning/plan.ts";
import type { Load } from "../../scenario/loads.ts";
import { trialClock } from "../clock.ts";
import { addConnected } from "../account/count-clients.ts";
import { valueMetrics } from "../account/figures.ts";
import { cleanUpTimeoutMs } from "../waits.ts";
import { leftWarnings } from "../account/left-retained.ts";
import { describeRefusals } from "../account/refusals.ts";
import { Bench, StepFailure } from "./bench.ts";
import type { SteppedLoad } from "./stepped-load.ts";

/** Reads are synchronous: all connections share it. */
const readBufferBytes = 64 * 1024;

export interface StepwiseOptions {
  readonly planned: PlannedTrial;
  readonly kind: SteppedLoad<Load>;
  readonly broker: RunningBroker;
  /** The beginning of every client id. */
  readonly prefix: string;
  readonly runTag: number;
  /** The user asks to stop. */
  readonly hurry: Hurry;
  readonly onStep: (step: StepProgress) => void;
}

export interface StepProgress {
  readonly planned: PlannedTrial;
  readonly title: string;
  readonly elapsedNs: number;
}

export async function runStepwise(options: StepwiseOptions): Promise<Trial> {
  const { planned, broker, prefix, runTag, onStep } = options;
  const { scenario } = planned.case;
  const startedAt = new Date();
  const now = trialClock(process.hrtime.bigint());
  const [endpoint] = broker.endpoints;
  if (endpoint === undefined) throw new Error("a broker without an endpoint");
  const open = openTransport(endpoint, new Uint8Array(readBufferBytes));
  const onTitle = (title: string): void => onStep({ planned, title, elapsedNs: now() });
  const bench = new Bench({ scenario, endpoint, open, prefix, runTag, now, onStep: onTitle });
  const stepwise = options.kind.make(bench, scenario.load);
  const { invalidBecause, left } = await runToEnd(options, bench, async () => await stepwise.run());
  const { section, metrics } = stepwise.found();
  const [sensors, subscribers] = [bench.clientsOf("sensors"), bench.clientsOf("subscribers")];
  const allMetrics = {
    ...metrics,
    ...valueMetrics({ connected: addConnected({ sensors, subscribers }) ?? undefined }),
  };
  return {
    case: planned.case.id,
    trial: planned.trial,
    startedAt: startedAt.toISOString(),
    phasesNs: { [scenario.load.kind]: now() },
    broker: { ...broker.facts, configuration: { ...broker.facts.configuration } },
    valid: invalidBecause.length === 0,
    invalidBecause: [...invalidBecause],
    warnings: [...left, ...unreconciled(section.ledger.unreconciledConnections)],
    sensors,
    subscribers,
    metrics: allMetrics,
    load: section,
    link: null,
    recovery: null,
    ...describeRefusals(bench.refusals, scenario.protocol, prefix),
    series: { seconds: [], phase: [], columns: {} },
    thresholds: [...evaluateThresholds(scenario, allMetrics)],
  };
}

interface Ended {
  /** Why the trial is not valid; empty when the load came to its end. */
  readonly invalidBecause: readonly Note[];
  /** What may be left at the broker. */
  readonly left: readonly Note[];
}

async function runToEnd({ broker, hurry }: StepwiseOptions, bench: Bench, run: () => Promise<void>): Promise<Ended> {
  const running = run().then(
    () => null,
    (error: unknown) => {
      if (error instanceof StepFailure) return { code: "step-failed", text: error.message };
      throw error;
    },
  );
  // After something else has ended the trial, nobody listens to it any more.
  running.catch(() => undefined);
  const fault = await Promise.race([
    running,
    begun(hurry).then(() => ({ code: "ended-early", text: `interrupted after ${seconds(bench.now())}` })),
    broker.exited.then((how) => ({ code: "ended-early", text: `${how}, after ${seconds(bench.now())}` })),
  ]);
  if (fault !== null) bench.end();
  let isGone = false;
  void broker.exited.then(() => {
    isGone = true;
  });
  const problem = await Promise.race([
    bench.cleanUp().then(
      () => null,
      (error: unknown) => messageOf(error),
    ),
    // With the broker all that it kept is gone.
    broker.exited.then(() => null),
    patience(cleanUpTimeoutMs, hurry, graces.cleanUp).then(() =>
      hurry.hasBegun ? "interrupted" : `no answer within ${cleanUpTimeoutMs / 1000} s`,
    ),
  ]);
  await unlessHurried(bench.close(), hurry, undefined);
  return {
    invalidBecause: fault === null ? [] : [fault],
    left: isGone ? [] : leftWarnings(bench.left, problem, broker.endpoints[0]),
  };
}

function unreconciled(connections: number): Note[] {
  if (connections === 0) return [];
  return [{ code: "unreconciled", text: `bytes counted differ from the socket's on ${connections} connections` }];
}

function seconds(ns: number): string {
  return `${(ns / 1e9).toFixed(1)} s`;
}
