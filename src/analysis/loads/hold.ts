/** What a held message, or connection, costs in memory: over the fresh brokers of each case, and split by payload. Pure. */
import { formatCounted } from "../../format.ts";
import type { HoldSection } from "../../result/loads/hold.ts";
import type { RunResult } from "../../result/schema.ts";
import { fitLeastSquares, meanInterval } from "../ranks/interval.ts";
import type { FittedLine, Interval } from "../ranks/interval.ts";

export interface HoldCase {
  readonly id: string;
  readonly broker: string;
  readonly section: HoldSection;
  /** Trials that count: the valid ones; none: the case has no figure. */
  readonly trials: number;
  /** Trials that were made. */
  readonly made: number;
  readonly gauges: readonly HeldGauge[];
}

export interface HeldGauge {
  readonly gauge: string;
  /** Over the trials; null: no line, in words in `note`. */
  readonly bytesPerHeld: Interval | null;
  /** By trial. */
  readonly slopes: readonly number[];
  readonly note: string | null;
  readonly givenBack: Interval | null;
}

/** The split of one gauge over the same experiment at several payloads: bytes a payload byte, and bytes that are there without any. */
export interface PayloadSplit {
  readonly broker: string;
  readonly section: HoldSection;
  readonly gauge: string;
  readonly payloads: readonly number[];
  readonly line: FittedLine;
}

export function holdCases(result: RunResult): readonly HoldCase[] {
  return result.cases.flatMap(({ id }): HoldCase[] => {
    const made = result.trials.filter((trial) => trial.case === id);
    const valid = made.filter((trial) => trial.valid);
    const sectionsOf = (trials: RunResult["trials"]): readonly HoldSection[] =>
      trials.flatMap(({ load }) => (load.kind === "hold" ? [load] : []));
    const sections = sectionsOf(valid);
    const [section] = sections.length > 0 ? sections : sectionsOf(made);
    const first = valid[0] ?? made[0];
    if (section === undefined || first === undefined) return [];
    const gauges = sections.length === 0 ? [] : section.lines.map(({ gauge }) => describeGauge(gauge, sections));
    return [{ id, broker: first.broker.name, section, trials: sections.length, made: made.length, gauges }];
  });
}

/** A line in most of the trials is a figure; otherwise there is none. */
function describeGauge(gauge: string, sections: readonly HoldSection[]): HeldGauge {
  const lines = sections.flatMap(({ lines: all }) => all.filter((line) => line.gauge === gauge));
  const slopes = lines.flatMap(({ bytesPerHeld }) => (bytesPerHeld === null ? [] : [bytesPerHeld]));
  const given = sections.flatMap(({ givenBack }) => (givenBack[gauge] === undefined ? [] : [givenBack[gauge]]));
  const isLine = slopes.length * 2 > sections.length;
  const why = lines.find(({ note }) => note !== null)?.note ?? null;
  const remarks = [
    ...(slopes.length < sections.length
      ? [`a line in ${slopes.length} of ${formatCounted(sections.length, "trial")}`]
      : []),
    ...(gauge === "heap" && lines.some(({ bytesPerHeld, through }) => bytesPerHeld !== null && through === "rise")
      ? ["a line on the way up alone: after the release it did not come back the way it went"]
      : []),
  ];
  return {
    gauge,
    bytesPerHeld: isLine ? (meanInterval(slopes) ?? null) : null,
    slopes,
    note: isLine ? (remarks.length === 0 ? null : remarks.join("; ")) : why,
    givenBack: meanInterval(given) ?? null,
  };
}

export function splitByPayload(cases: readonly HoldCase[]): readonly PayloadSplit[] {
  const groups = new Map<string, HoldCase[]>();
  for (const each of cases) {
    const key = `${each.broker} ${each.section.step} ${each.section.qos}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return first.gauges.flatMap(({ gauge }): PayloadSplit[] => {
      const known = group.filter(({ gauges }) =>
        gauges.some((each) => each.gauge === gauge && each.bytesPerHeld !== null),
      );
      const points = known.flatMap(({ section, gauges }) =>
        (gauges.find((each) => each.gauge === gauge)?.slopes ?? []).map((y) => ({ x: section.payloadBytes, y })),
      );
      const line = known.length < group.length ? undefined : fitLeastSquares(points);
      if (line === undefined) return [];
      const payloads = [...new Set(points.map(({ x }) => x))].toSorted((a, b) => a - b);
      return [{ broker: first.broker, section: first.section, gauge, payloads, line }];
    });
  });
}
