/** The ages of the deliveries of measure that never came: by the intended time of each message that was lost. Pure. */
import type { Recorder } from "../../metrics/recorder.ts";
import { matchSensors } from "../../scenario/audiences.ts";
import { firstSensors } from "../../scenario/fleet.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { visitDue } from "../pacing/due-times.ts";
import { isIdentifiable, sentBySensor } from "./reconcile.ts";
import { seenByAudience } from "./seen/seen-by-audience.ts";
import type { LoadTimes, ShardReport } from "../messages.ts";

export interface Ended {
  readonly scenario: Scenario;
  readonly reports: readonly Pick<ShardReport, "sent" | "seen">[];
  /** Times of the load as they were, where measure ended early. */
  readonly times: LoadTimes;
  /** Drain was over. */
  readonly endNs: number;
}

/** Records them as end-to-end latencies, and as released where the delivery would have been at QoS 2. */
export function recordLostDeliveries(ended: Ended, ages: Recorder): void {
  const { scenario, reports } = ended;
  const audiences = seenByAudience(scenario, reports);
  const matches = matchSensors(scenario);
  const first = firstSensors(scenario);
  const due = sentBySensor(scenario, reports, "measured");
  const begun = begunBySensor(scenario, reports);
  for (const [group, { count, qos }] of scenario.sensors.entries()) {
    if (!isIdentifiable(scenario, group)) continue;
    for (let numberInGroup = 0; numberInGroup < count; numberInGroup += 1) {
      const sensor = (first[group] ?? 0) + numberInGroup;
      const schedule = new SensorSchedule(ended, begun[sensor] ?? 0, group, numberInGroup);
      for (const place of matches[sensor] ?? []) {
        const audience = audiences[place];
        const lost = (due[sensor] ?? 0) - (audience?.measuredOf(sensor) ?? 0);
        if (lost <= 0) continue;
        for (const ageNs of schedule.agesOfLost(lost, (sequence) => audience?.has(sensor, sequence) ?? false)) {
          ages.histograms("endToEndLatency")[group + 1]?.record(ageNs);
          if (qos === 2 && audience?.qos === 2) ages.histograms("released")[group + 1]?.record(ageNs);
        }
      }
    }
  }
}

/** How many messages of each sensor have a sequence number: from 0 on, in the order they were due. */
function begunBySensor(scenario: Scenario, reports: Ended["reports"]): Float64Array {
  const begun = new Float64Array(firstSensors(scenario).at(-1) ?? 0);
  for (const { sent } of reports)
    for (const [place, sensor] of sent.sensors.entries()) begun[sensor] = sent.all[place] ?? 0;
  return begun;
}

/** When the messages of measure of one sensor were due, worked out when one of them is missing. */
class SensorSchedule {
  readonly #ended: Ended;
  readonly #group: number;
  readonly #numberInGroup: number;
  /** Messages of warm-up and measure. */
  readonly #begun: number;
  #due: readonly (readonly [sequence: number, dueNs: number])[] | undefined;

  constructor(ended: Ended, begun: number, group: number, numberInGroup: number) {
    this.#ended = ended;
    this.#begun = begun;
    this.#group = group;
    this.#numberInGroup = numberInGroup;
  }

  /**
   * Ages of the last `lost` messages that were not seen. Where a message was refused, or left the sensor without having been seen to, it is not
   * known which of them it was, and these are at least as young. In a closed loop nothing says when a message was due: the end of measure counts.
   */
  *agesOfLost(lost: number, isSeen: (sequence: number) => boolean): Generator<number> {
    const { endNs, times } = this.#ended;
    this.#due ??= this.#dueInMeasure();
    let left = lost;
    for (const [sequence, dueNs] of this.#due.toReversed()) {
      if (left === 0) return;
      if (isSeen(sequence)) continue;
      left -= 1;
      yield endNs - dueNs;
    }
    for (; left > 0; left -= 1) yield endNs - times.measureToNs;
  }

  #dueInMeasure(): readonly (readonly [number, number])[] {
    const { scenario, times } = this.#ended;
    const due: (readonly [number, number])[] = [];
    const of = { scenario, group: this.#group, numberInGroup: this.#numberInGroup, startNs: times.startNs };
    visitDue(of, times.measureToNs, (dueNs, sequence) => {
      if (dueNs >= times.measureFromNs && sequence < this.#begun) due.push([sequence, dueNs]);
    });
    return due;
  }
}
