/** From the plateaus of a hold experiment to bytes a held message, and what the broker gave back. Pure. */
import { formatCounted } from "../../../format.ts";
import type { ValueName } from "../../../metrics/catalogue.ts";
import { fitLine } from "../../../metrics/robust-line.ts";
import type { HoldSection, Plateau } from "../../../result/loads/hold.ts";
import type { Note } from "../../../result/schema.ts";
import { stepRules } from "../../../scenario/loads/hold-steps.ts";
import type { HoldLoad } from "../../../scenario/loads/hold-steps.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { valueMetrics } from "../../../result/value-metrics.ts";
import type { DescribedLoad } from "../../account/described-load.ts";
import { reconcileConnections } from "../../account/reconcile.ts";
import type { Observations } from "../../account/observations.ts";
import { isUnmatched } from "../../../mqtt/wire/refused-packets.ts";
import { holdFaults, notHeld } from "./hold-faults.ts";
import { retainedLeftWarnings } from "../../account/left-retained.ts";

/** A line whose plateaus lie farther off than this share of its range is none. */
const largestResidualShare = 0.1;

interface GaugeRule {
  readonly metric: ValueName;
  /** Resident memory stays with a process that has let go of it: only what it grows by tells. */
  readonly isSticky: boolean;
  readonly givenBack?: ValueName;
}

const gaugeRules: Readonly<Record<string, GaugeRule>> = {
  heap: { metric: "brokerHeapPerHeld", isSticky: false, givenBack: "brokerHeapGivenBack" },
  rss: { metric: "brokerRssPerHeld", isSticky: true, givenBack: "brokerRssGivenBack" },
  rssAnon: { metric: "brokerRssAnonPerHeld", isSticky: true },
  pss: { metric: "brokerPssPerHeld", isSticky: true },
  storedBytes: { metric: "brokerStoredPerHeld", isSticky: false },
  generatorRss: { metric: "generatorRssPerHeld", isSticky: true },
};

type HoldLine = HoldSection["lines"][number];

export function describeHold(scenario: Scenario, load: HoldLoad, observed: Observations): DescribedLoad {
  const { plateaus, readBack } = observed.loaded;
  const [group] = scenario.sensors;
  const { lines, givenBack } = drawHold(plateaus);
  const values: Partial<Record<ValueName, number>> = {};
  for (const { gauge, bytesPerHeld } of lines) {
    const rule = gaugeRules[gauge];
    if (rule !== undefined && bytesPerHeld !== null) values[rule.metric] = bytesPerHeld;
    if (rule?.givenBack !== undefined && givenBack[gauge] !== undefined) values[rule.givenBack] = givenBack[gauge];
  }
  return {
    section: {
      kind: "hold",
      step: load.step,
      qos: group?.qos ?? 0,
      payloadBytes: group?.payload.bytes ?? 0,
      holders: stepRules[load.step].holder === "sensors" ? (group?.count ?? 0) : subscribersOf(scenario),
      plateaus: [...plateaus],
      lines: [...lines],
      ...(readBack !== undefined && { readBack }),
      givenBack,
      ledger: reconcileConnections(scenario, observed.reports),
    },
    metrics: valueMetrics(values),
    faults: observed.earlyEnd === null ? holdFaults({ plateaus, refused: refusedOf(observed), readBack }) : [],
    warnings: [
      ...holdWarnings(plateaus),
      ...readBackWarnings(readBack),
      ...retainedLeftWarnings(scenario, observed.loaded.retainedLeft),
    ],
  };
}

/** An accepted PUBLISH to which nobody subscribes is no refusal. */
function refusedOf({ reports }: Observations): number {
  const refusals = reports.flatMap((report) => report.refusals).filter((part) => !isUnmatched(part));
  return refusals.reduce((sum, { packet, count }) => (packet === "PUBLISH" ? sum + count : sum), 0);
}

/** The line through the plateaus, and what was given back in the end, by gauge. */
export function drawHold(plateaus: readonly Plateau[]): {
  readonly lines: readonly HoldLine[];
  readonly givenBack: Record<string, number>;
} {
  const gauges = Object.keys(gaugeRules).filter((gauge) => plateaus.some(({ bytes }) => bytes[gauge] !== undefined));
  const givenBack = gauges.flatMap((gauge) => {
    const share = gaugeRules[gauge]?.givenBack === undefined ? undefined : shareGivenBack(gauge, plateaus);
    return share === undefined ? [] : [[gauge, share] as const];
  });
  return { lines: gauges.map((gauge) => drawLine(gauge, plateaus)), givenBack: Object.fromEntries(givenBack) };
}

function subscribersOf({ subscribers }: Scenario): number {
  return subscribers.reduce((sum, { count }) => sum + count, 0);
}

/** The line of a gauge through the plateaus that count: of both ways, or of the way up alone from the level that warmed the broker. */
function drawLine(gauge: string, plateaus: readonly Plateau[]): HoldLine {
  const lost = plateaus.find(({ held, missing }) => held === 0 && missing > 0);
  if (lost !== undefined) {
    const note = `${formatCounted(lost.missing, "message")} never came: ${notHeld(lost.missing)}`;
    return { gauge, bytesPerHeld: null, residualShare: null, plateaus: 0, through: "rise", note };
  }
  const rise = fitThrough(gauge, "rise", plateaus);
  if (gaugeRules[gauge]?.isSticky ?? true) return rise;
  const both = fitThrough(gauge, "rise and fall", plateaus);
  // What a broker keeps for itself after a release bends the way down: the way up may still be a line.
  return both.bytesPerHeld === null && rise.bytesPerHeld !== null ? rise : both;
}

function fitThrough(gauge: string, through: HoldLine["through"], plateaus: readonly Plateau[]): HoldLine {
  const [warm] = plateaus;
  const points = plateaus.flatMap(({ held, level, direction, bytes }) => {
    const y = bytes[gauge];
    const isRise = direction === "rising" && level >= (warm?.level ?? 0);
    const isUsed = through === "rise" ? isRise : direction !== "warming";
    return y === undefined || !isUsed ? [] : [{ x: held, y }];
  });
  const base = { gauge, plateaus: points.length, through };
  const none = (note: string, residualShare: number | null): HoldLine => ({
    ...base,
    bytesPerHeld: null,
    residualShare,
    note,
  });
  const line = fitLine(points);
  if (line === undefined) return none("fewer than three plateaus", null);
  const { slope, residualShare } = line;
  if (slope <= 0) return none("it does not grow with what is held", null);
  if (residualShare > largestResidualShare)
    return none(`the plateaus lie up to ${Math.round(residualShare * 100)} % of its range off a line`, residualShare);
  return { ...base, bytesPerHeld: slope, residualShare, note: null };
}

/** The share given back of what the highest level added over the warm broker that held nothing; undefined where it added nothing. */
function shareGivenBack(gauge: string, plateaus: readonly Plateau[]): number | undefined {
  const last = plateaus.at(-1);
  const peak = plateaus.filter(({ direction }) => direction === "rising").at(-1);
  const empty = plateaus.find(({ direction, held }) => direction === "warming" && held === 0);
  const [from, to, after] = [empty?.bytes[gauge], peak?.bytes[gauge], last?.bytes[gauge]];
  if (from === undefined || to === undefined || after === undefined || to <= from) return undefined;
  return last?.direction === "falling" && last.held === 0 ? (to - after) / (to - from) : undefined;
}

/** What of the levels did not stand at the step, in words. */
export function holdWarnings(plateaus: readonly Plateau[]): readonly Note[] {
  const queued = plateaus.map(({ held, withheld }) => ({ held, waiting: withheld === null ? 0 : held - withheld }));
  const most = queued.toSorted((a, b) => b.waiting - a.waiting)[0];
  if (most === undefined || most.waiting <= 0) return [];
  const text = `of ${formatCounted(most.held, "message")} ${formatCounted(most.waiting, "was", "were")} not in flight: the broker kept them in its queue, so that the figures are of queued messages too`;
  return [{ code: "queued", text }];
}

/** Not known is not kept, nor lost. */
function readBackWarnings(readBack: HoldSection["readBack"]): readonly Note[] {
  const problem = readBack?.problem ?? null;
  if (problem === null) return [];
  return [{ code: "not-read-back", text: `whether the broker kept what it acknowledged is not known: ${problem}` }];
}
