/** Cuts at random, decided before the first of them: the same seed cuts the same connections at the same times. Pure. */
import type { CutManner } from "./link-settings.ts";
import { seededRandom } from "../seeded-random.ts";

export interface PlannedCut {
  /** Client id without the run's prefix, so that another run repeats it. */
  readonly client: string;
  /** Since the load began. */
  readonly atNs: number;
  readonly manner: CutManner;
}

export interface CutPlanOptions {
  readonly clients: readonly string[];
  /** Cuts a second of each connection. */
  readonly ratePerSecond: number;
  readonly manner: CutManner;
  readonly fromNs: number;
  readonly toNs: number;
  /** Least time between two cuts of the same client. */
  readonly spacingNs: number;
  readonly seed: number;
}

/** In the order of their times. Each client has random numbers of its own: more clients change nothing for the others. */
export function planCuts({
  clients,
  ratePerSecond,
  manner,
  fromNs,
  toNs,
  spacingNs,
  seed,
}: CutPlanOptions): readonly PlannedCut[] {
  const meanNs = 1e9 / ratePerSecond;
  const cuts = clients.flatMap((client) => {
    const random = seededRandom(seed, client);
    const gapNs = (): number => Math.round(-Math.log(1 - random()) * meanNs);
    const own: PlannedCut[] = [];
    for (let atNs = fromNs + gapNs(); atNs < toNs; atNs += Math.max(spacingNs, gapNs()))
      own.push({ client, atNs, manner });
    return own;
  });
  return cuts.toSorted((a, b) => a.atNs - b.atNs);
}
