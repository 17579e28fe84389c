/** The highest rate each case sustains, by whole trials: which to make is `next-rate`'s to say, what one shows `rate-verdict`'s. */
import { startBroker } from "../broker/catalogue.ts";
import { runPlan } from "../engine/run.ts";
import type { RunOutcome } from "../engine/run.ts";
import type { ShardHosts } from "../engine/trial/shard-hosts.ts";
import { MqbenchError } from "../errors.ts";
import type { CapacityCase } from "../result/capacity.ts";
import { whyNotApplicable } from "../scenario/applicability.ts";
import { findJoinedMistakes } from "../scenario/joined-keys.ts";
import { whyTooFewSamples } from "../scenario/planning/planned-samples.ts";
import { letIn } from "../scenario/fleet.ts";
import { planRun } from "../scenario/planning/plan.ts";
import type { PlannedCase } from "../scenario/planning/plan.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { summarise } from "../scenario/summary.ts";
import { shownAxes } from "../scenario/sweep.ts";
import { groupProblem } from "../scenario/keys/thresholds/threshold-group.ts";
import type { Threshold } from "../scenario/keys/thresholds/thresholds.ts";
import { lowestRate } from "./lowest-rate.ts";
import { kneeOf, nextRate } from "./next-rate.ts";
import type { SearchRange } from "./next-rate.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { figuresOf, judgeRate } from "./rate-verdict.ts";
import { newRunId } from "./run-id.ts";
import { atRate, rateOf } from "./scaled-scenario.ts";

export interface CapacityOptions {
  readonly prepared: PreparedRun;
  readonly hosts: ShardHosts;
  readonly conditions: readonly Threshold[];
  /** `from` null: the scenario's own rate. */
  readonly range: Omit<SearchRange, "from" | "lowest"> & { readonly from: number | null };
  readonly interrupted: Promise<void>;
  /** Called after every trial: the cases as they stand, the trial's point last in its curve. */
  readonly onTrial: (cases: readonly CapacityCase[], at: number) => void;
}

/** Every case in turn; what is there when it is interrupted is kept, and says that it is not complete. */
export async function searchCapacity(options: CapacityOptions): Promise<readonly CapacityCase[]> {
  const { prepared, conditions } = options;
  const cases = prepared.plan.cases.map((planned) => beginCase(planned, conditions));
  for (const [at, planned] of prepared.plan.cases.entries()) {
    if (cases[at]?.unsupported === null) await searchCase(options, planned, cases, at);
  }
  return cases;
}

/** Throws what makes a search impossible, before the first trial. */
export function checkCapacity(
  { plan }: PreparedRun,
  conditions: readonly Threshold[],
  range: CapacityOptions["range"],
): void {
  for (const { id, scenario, unsupported } of plan.cases) {
    if (unsupported !== null) continue;
    const name = id === "" ? "" : `${id}: `;
    if (rateOf(scenario) === null)
      throw new MqbenchError("usage", `${name}only a load that sends at a rate has a highest one`, {
        hint: "give the sensors `every` or `rate`, without `loop: closed`",
      });
    for (const condition of applicable(conditions, plan, id)) {
      const problem = groupProblem(condition, scenario);
      if (problem !== undefined) throw new MqbenchError("usage", `${name}--until: ${problem}`);
    }
    const first = atRate(scenario, firstRate(range, scenario));
    // The reader has held the file's own rate against the rest of it, --from states another.
    const [mistake] = findJoinedMistakes(first);
    if (mistake !== undefined) throw new MqbenchError("usage", `${name}--from: ${mistake[1]}`);
    for (const condition of applicable(conditions, plan, id)) {
      // Too few samples would be told as a limit of the broker.
      const why = whyTooFewSamples(condition, first);
      if (why !== undefined) throw new MqbenchError("usage", `${name}--until: ${condition.text}: ${why}`);
    }
    if (applying(scenario, applicable(conditions, plan, id)).length === 0)
      throw new MqbenchError("usage", `${name}no condition of --until exists in this case`, {
        hint: "at QoS 0 nothing is acknowledged: use endToEndLatency, with a subscriber, or name the case: qos=1: publishLatency.p99 < 50ms",
      });
  }
}

function firstRate({ from, highest }: CapacityOptions["range"], scenario: Scenario): number {
  return Math.min(from ?? rateOf(scenario) ?? 1, highest);
}

function applicable(
  conditions: readonly Threshold[],
  { cases }: PreparedRun["plan"],
  id: string,
): readonly Threshold[] {
  const axes = cases.find((each) => each.id === id)?.axes ?? {};
  return conditions.filter((each) => Object.entries(each.axes).every(([axis, value]) => String(axes[axis]) === value));
}

/** Those that can exist in the case. */
function applying(scenario: Scenario, thresholds: readonly Threshold[]): readonly Threshold[] {
  return thresholds.filter((threshold) => whyNotApplicable(threshold, scenario) === null);
}

function beginCase({ id, axes, scenario, unsupported }: PlannedCase, conditions: readonly Threshold[]): CapacityCase {
  return {
    id,
    axes: shownAxes(axes),
    summary: summarise(scenario),
    broker: null,
    unsupported,
    conditions: conditions.map(({ text }) => text),
    isComplete: unsupported !== null,
    ratePerSecond: null,
    bound: null,
    curve: [],
  };
}

async function searchCase(
  { prepared, hosts, conditions, range: asked, interrupted, onTrial }: CapacityOptions,
  planned: PlannedCase,
  cases: CapacityCase[],
  at: number,
): Promise<void> {
  let isInterrupted = false;
  void interrupted.then(() => {
    isInterrupted = true;
  });
  const thresholds = applying(planned.scenario, applicable(conditions, prepared.plan, planned.id));
  const from = firstRate(asked, planned.scenario);
  const range: SearchRange = { ...asked, from, lowest: lowestRate(planned.scenario, from, thresholds) };
  let found: CapacityCase = { ...beginCase(planned, thresholds), isComplete: false };
  for (;;) {
    const rate = nextRate(found.curve, range);
    await Promise.resolve();
    if (rate === null || isInterrupted) break;
    const scenario = { ...atRate(planned.scenario, rate), trials: 1, thresholds };
    const outcome = await runOne({ ...planned, scenario }, { ...prepared, hosts }, interrupted);
    if (isInterrupted || outcome === undefined) break;
    if (outcome.kind === "unsupported") {
      cases[at] = { ...found, unsupported: outcome.why, isComplete: true };
      return;
    }
    const { trial } = outcome;
    const point = { ratePerSecond: rate, ...judgeRate(trial), startedAt: trial.startedAt, ...figuresOf(trial) };
    const curve = [...found.curve, point];
    const { name, version } = trial.broker;
    const broker = version === null ? name : `${name} ${version}`;
    const isComplete = nextRate(curve, range) === null;
    found = { ...found, broker, curve, ...kneeOf(curve), isComplete };
    cases[at] = found;
    onTrial(cases, at);
  }
}

/** One trial on a fresh broker; client ids of its own, so that nothing of the trial before is taken for it. */
async function runOne(
  planned: PlannedCase,
  { hosts, addresses }: Pick<PreparedRun, "addresses"> & Pick<CapacityOptions, "hosts">,
  interrupted: Promise<void>,
): Promise<RunOutcome | undefined> {
  const outcomes = runPlan({
    plan: planRun([planned]),
    hosts,
    run: newRunId(),
    startBroker: async (scenario) => await startBroker(scenario.broker, addresses, letIn(scenario)),
    interrupted,
    onProgress: () => undefined,
  });
  for await (const outcome of outcomes) return outcome;
  return undefined;
}
