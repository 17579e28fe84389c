/** A rate that changes: how many messages are due until a time, and when each is due, exactly. Pure. */

/** The group's rate from then on moves in a straight line to that of the next point; two points at one time are a step. */
export interface RatePoint {
  /** Since the load began. */
  readonly atNs: number;
  /** Messages a second of the whole group. */
  readonly ratePerSecond: number;
  /** The name of the stage that begins here; null: none does. */
  readonly stage: string | null;
}

interface Stretch {
  readonly fromNs: number;
  /** Messages due before it. */
  readonly fromMessages: number;
  /** Messages a nanosecond at its beginning. */
  readonly rate: number;
  /** How much that grows in a nanosecond. */
  readonly slope: number;
}

/** Sums of a float that should be whole lie this near to it: a message that is due at the end of a stretch belongs to the next one. */
const nearMessages = 1e-6;

export class RateCourse {
  readonly #stretches: readonly Stretch[];

  /** At least one point, in the order of their times; before the first and after the last the rate stays. */
  constructor(points: readonly RatePoint[]) {
    const stretches: Stretch[] = [];
    let [fromNs, fromMessages, rate] = [0, 0, (points[0]?.ratePerSecond ?? 0) / 1e9];
    for (const { atNs, ratePerSecond } of points) {
      const next = ratePerSecond / 1e9;
      const length = atNs - fromNs;
      if (length > 0) {
        stretches.push({ fromNs, fromMessages, rate, slope: (next - rate) / length });
        fromMessages += ((rate + next) / 2) * length;
      }
      [fromNs, rate] = [atNs, next];
    }
    this.#stretches = [...stretches, { fromNs, fromMessages, rate, slope: 0 }];
  }

  /** The integral of the rate from the load's beginning. */
  messagesUntil(timeNs: number): number {
    const { fromNs, fromMessages, rate, slope } = this.#last(({ fromNs: from }) => from <= timeNs);
    const length = timeNs - fromNs;
    return fromMessages + (rate + (slope / 2) * length) * length;
  }

  /** When the group's message of that number, from 0, is due: as soon as more than so many are. Infinity: never. */
  dueNs(message: number): number {
    const { fromNs, fromMessages, rate, slope } = this.#last(
      ({ fromMessages: from }) => from <= message + nearMessages,
    );
    const more = Math.max(0, message - fromMessages);
    if (rate === 0 && slope === 0) return Number.POSITIVE_INFINITY;
    // The root of rate × t + slope ÷ 2 × t² = more, in the form that loses nothing where the slope is small.
    return more === 0 ? fromNs : fromNs + (2 * more) / (rate + Math.sqrt(Math.max(0, rate * rate + 2 * slope * more)));
  }

  /** The last stretch of which it holds, found by halves: it holds of the first ones and no others. */
  #last(holds: (stretch: Stretch) => boolean): Stretch {
    let [low, high] = [0, this.#stretches.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const stretch = this.#stretches[middle];
      if (stretch !== undefined && holds(stretch)) low = middle;
      else high = middle - 1;
    }
    return this.#stretches[low] ?? { fromNs: 0, fromMessages: 0, rate: 0, slope: 0 };
  }
}

const known = new WeakMap<readonly RatePoint[], RateCourse>();

/** Worked out once for each list. */
export function courseOf(points: readonly RatePoint[]): RateCourse {
  const course = known.get(points) ?? new RateCourse(points);
  known.set(points, course);
  return course;
}

/** The highest rate of a list. */
export function peakOf(points: readonly RatePoint[]): number {
  return Math.max(...points.map(({ ratePerSecond }) => ratePerSecond));
}
