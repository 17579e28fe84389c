/** Connections that the trial itself ended, by its link or by the broker's restart: told as that, not as the socket saw it. Pure. */
import type { MadeCut } from "../../../link/link-messages.ts";
import { asTheScenarioAsks } from "../../../result/asked-faults.ts";
import type { ObservedRestart } from "./restart-result.ts";
import { clientsStillCut } from "./recovery-result.ts";
import type { TimedOutage } from "./recovery-result.ts";
import type { LoadTimes } from "../../messages.ts";

export interface OwnFaults {
  readonly outages: readonly TimedOutage[];
  readonly restart: ObservedRestart | null;
}

export const cutWords = `cut by the link${asTheScenarioAsks}`;
export const restartWords = `ended by the broker's restart${asTheScenarioAsks}`;

/** `dropped` of the sensors, or of the subscribers: by cause. */
export function tellOwnFaults(
  dropped: Readonly<Record<string, number>>,
  isSensor: boolean,
  { outages, restart }: OwnFaults,
): Record<string, number> {
  const told = new Map(Object.entries(dropped));
  for (const outage of outages) {
    const words = ownWords(outage, restart);
    if (words === null || outage.isSensor !== isSensor) continue;
    told.set(outage.cause, (told.get(outage.cause) ?? 0) - 1);
    told.set(words, (told.get(words) ?? 0) + 1);
  }
  return Object.fromEntries([...told].filter(([, count]) => count > 0));
}

/** Whether clients were away in measure by cuts, noticed or not, or by the restart. */
export function wereAway(
  { outages, restart }: OwnFaults,
  cuts: readonly MadeCut[],
  { measureFromNs, measureToNs }: LoadTimes,
): boolean {
  const made = cuts.filter(({ atNs }) => atNs < measureToNs);
  if (clientsStillCut(made, outages, measureFromNs).size > 0) return true;
  return outages.some((outage) => {
    const isInMeasure = outage.lostNs < measureToNs && (outage.backNs ?? measureToNs) > measureFromNs;
    return isInMeasure && ownWords(outage, restart) !== null;
  });
}

function ownWords({ isCut, lostNs }: TimedOutage, restart: ObservedRestart | null): string | null {
  if (isCut) return cutWords;
  if (restart === null || restart.toldNs === null) return null;
  const isDown = lostNs >= restart.toldNs && lostNs <= (restart.readyNs ?? Number.POSITIVE_INFINITY);
  return isDown ? restartWords : null;
}
