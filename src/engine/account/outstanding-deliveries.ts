/** While a trial runs: the least age that the deliveries can have which have not come yet, from counts alone. */
import type { HistogramName } from "../../metrics/catalogue.ts";
import { Recorder } from "../../metrics/recorder.ts";
import { audiencesOf, matchSensors } from "../../scenario/audiences.ts";
import { firstSensors } from "../../scenario/fleet.ts";
import { rowOf } from "../../scenario/loads.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { isIdentifiable } from "./reconcile.ts";
import type { AgesPart } from "../messages.ts";
import type { Totals } from "./totals.ts";

/** The deliveries of one group that have a latency. */
interface Expected {
  readonly account: number;
  readonly metric: Extract<HistogramName, "endToEndLatency" | "released">;
  /** Each of its messages has at least so many. */
  readonly receivers: number;
}

/** How many messages of a group had been sent until then. */
interface Look {
  readonly untilNs: number;
  readonly sent: number;
}

export class OutstandingDeliveries {
  readonly #expected: readonly Expected[];
  readonly #ages: Recorder;
  /** Looks by account, as far back as a message sent then may still be on its way. */
  readonly #looks: Look[][];

  constructor(scenario: Scenario) {
    const accounts = scenario.sensors.length + 1;
    this.#expected = expectedOf(scenario);
    this.#ages = new Recorder(accounts);
    this.#looks = Array.from({ length: accounts }, () => []);
  }

  /**
   * Which of the messages are missing is not known here: they are taken for the youngest, and each for as young as the look that found it
   * sent. The shards are not looked at in the same moment: at none before `fromNs`, at none after `toNs`.
   */
  look(totals: Pick<Totals, "counter" | "ended">, fromNs: number, toNs: number): readonly AgesPart[] {
    for (const [account, looks] of this.#looks.entries()) {
      const sent = totals.counter(account, "sent");
      if (sent > (looks.at(-1)?.sent ?? 0)) looks.push({ untilNs: toNs, sent });
      let oldest = Math.max(0, looks.length - 1);
      for (const expected of this.#expected.filter((each) => each.account === account)) {
        const { metric, receivers } = expected;
        const due = (sent - totals.counter(account, "refused")) * receivers;
        const missing = due - totals.ended(account, metric);
        oldest = Math.min(oldest, this.#age(expected, looks, missing, fromNs));
      }
      if (oldest > 1) looks.splice(0, oldest - 1);
    }
    return this.#ages.take().histograms;
  }

  /** Returns the place of the oldest look that a missing one is taken for. */
  #age({ account, metric, receivers }: Expected, looks: readonly Look[], missing: number, nowNs: number): number {
    const ages = this.#ages.histograms(metric)[account];
    let place = looks.length;
    for (let left = missing; left > 0 && place > 0;) {
      place -= 1;
      const { sent, untilNs } = looks[place] ?? { sent: 0, untilNs: nowNs };
      const of = Math.min(left, (sent - (looks[place - 1]?.sent ?? 0)) * receivers);
      for (let each = of; each > 0; each -= 1) ages?.record(Math.max(0, nowNs - untilNs));
      left -= of;
    }
    return place;
  }
}

/** A group of which some messages have nobody to go to has none, nor has one whose messages do not say which they are. */
function expectedOf(scenario: Scenario): readonly Expected[] {
  const audiences = audiencesOf(scenario);
  const matches = matchSensors(scenario);
  const first = firstSensors(scenario);
  return scenario.sensors.flatMap(({ qos }, group): readonly Expected[] => {
    if (!rowOf(scenario.load).traits.isScheduled || !isIdentifiable(scenario, group)) return [];
    const account = group + 1;
    const least = (isCounted: (place: number) => boolean): number =>
      matches.slice(first[group], first[group + 1]).reduce((fewest, places) => {
        const count = places.filter(isCounted).length;
        return Math.min(fewest, count);
      }, Number.POSITIVE_INFINITY);
    const all = least(() => true);
    const atQos2 = qos < 2 ? 0 : least((place) => audiences[place]?.qos === 2);
    const expected: readonly Expected[] = [
      { account, metric: "endToEndLatency", receivers: all },
      { account, metric: "released", receivers: atQos2 },
    ];
    return expected.filter((each) => Number.isFinite(each.receivers) && each.receivers > 0);
  });
}
