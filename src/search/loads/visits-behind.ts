/** Whether devices that come and go came as often as they were due. Pure. */
import { formatCount } from "../../format.ts";
import type { Trial } from "../../result/schema.ts";

/** How far fewer visits connected, or slower, than `share` of what was due, in words; undefined: no further, or another load. */
export function visitsBehind({ metrics, load }: Trial, share: number): string | undefined {
  if (load.kind !== "churn") return undefined;
  const sum = (key: "due" | "waited" | "connected"): number => load.rows.reduce((total, row) => total + row[key], 0);
  const [due, waited, connected] = [sum("due"), sum("waited"), sum("connected")];
  const why =
    waited === 0
      ? ""
      : `: ${formatCount(waited)} of ${formatCount(due)} visits were due while their device was still there`;
  if (connected < due * share && due - connected > 1)
    return `${formatCount(connected)} of ${formatCount(due)} visits connected${why}`;
  const rate = metrics["connectRate"];
  if (rate?.kind !== "value") return undefined;
  const { connectsPerSecond: asked, forNs } = load;
  // One visit may be later than the others, which is more than the share where few are due.
  const oneVisit = 1e9 / forNs;
  if (rate.value >= asked * share || asked - rate.value <= oneVisit * 1.001) return undefined;
  return `connected ${formatCount(rate.value)}/s of ${formatCount(asked)}/s${why}`;
}
