/** Whether devices that come and go came as often as they were due, and could have. Pure. */
import { formatCount, formatCounted, formatNumber, formatSeconds } from "../../format.ts";
import type { Trial } from "../../result/schema.ts";

/** How far fewer visits connected, or slower, than `share` of what was due, in words; undefined: no further, or another load. */
export function visitsBehind({ metrics, load }: Trial, share: number): string | undefined {
  if (load.kind !== "churn") return undefined;
  const sum = (key: "due" | "waited" | "connected"): number => load.rows.reduce((total, row) => total + row[key], 0);
  const [due, waited, connected] = [sum("due"), sum("waited"), sum("connected")];
  const why =
    waited === 0
      ? ""
      : `: ${formatCount(waited)} of ${formatCounted(due, "visit was", "visits were")} due while their device was still there`;
  if (connected < due * share && due - connected > 1)
    return `${formatCount(connected)} of ${formatCounted(due, "visit")} connected${why}`;
  const rate = metrics["connectRate"];
  if (rate?.kind !== "value") return undefined;
  const { connectsPerSecond: asked, forNs } = load;
  // One visit may be later than the others, which is more than the share where few are due.
  const oneVisit = 1e9 / forNs;
  if (rate.value >= asked * share || asked - rate.value <= oneVisit * 1.001) return undefined;
  return `connected ${formatCount(rate.value)}/s of ${formatCount(asked)}/s${why}`;
}

/** Figures of visits that waiting for a device worsens, whatever the broker does. */
const ofWaiting: ReadonlySet<string> = new Set([
  "connectTime",
  "visitTime",
  "visitsFailed",
  "visitsWaited",
  "connectRate",
]);

/**
 * Why the devices are too few for the rate, in words, where that explains what these metrics say; undefined: the broker may.
 * The shortest visit is as fast as the broker let in any: at a greater rate devices have no time to come, however fast it is.
 */
export function fleetLimit({ load }: Trial, metrics: readonly string[]): string | undefined {
  if (load.kind !== "churn" || metrics.some((metric) => !ofWaiting.has(metric))) return undefined;
  const { rows, connectsPerSecond: asked } = load;
  const sum = (key: "due" | "waited" | "begun" | "devices"): number => rows.reduce((total, row) => total + row[key], 0);
  const failed = rows.flatMap((row) => Object.values(row.failed)).reduce((total, count) => total + count, 0);
  // What failed once it had begun is the broker's.
  if (sum("waited") === 0 || failed > sum("due") - sum("begun")) return undefined;
  // Each device of each group comes as often as any.
  const shortestNs = Math.max(...rows.map((row) => row.shortestNs ?? 0));
  const most = (sum("devices") / shortestNs) * 1e9;
  if (most >= asked) return undefined;
  return `${formatCounted(sum("devices"), "device")}, of which the shortest visit took ${formatSeconds(shortestNs)}, can come at ${formatNumber(most)}/s at most: state more of them; ${formatCount(sum("waited"))} of ${formatCounted(sum("due"), "visit was", "visits were")} due while their device was still there`;
}
