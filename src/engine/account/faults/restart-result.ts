/** What became of a broker's restart. Pure. */
import type { Note } from "../../../result/schema.ts";
import type { RestartSection } from "../../../result/sections/restart-section.ts";
import type { TimedOutage } from "./recovery-result.ts";

export type ObservedRestart = Omit<RestartSection, "lastBackSeconds"> & {
  /** Nanoseconds since the trial began. */
  readonly toldNs: number | null;
  readonly readyNs: number | null;
};

/** The restart, with when the last client came back. */
export function describeRestart(
  observed: ObservedRestart | null,
  outages: readonly TimedOutage[],
): RestartSection | undefined {
  if (observed === null) return undefined;
  const { readyNs, toldNs: _, ...section } = observed;
  const back = outages.flatMap(({ backNs }) =>
    backNs !== null && readyNs !== null && backNs > readyNs ? [backNs] : [],
  );
  const lastBackSeconds = readyNs === null || back.length === 0 ? null : (Math.max(...back) - readyNs) / 1e9;
  return { ...section, lastBackSeconds };
}

/** What the reader must know of a restart that did not go as asked. */
export function restartWarnings(restart: RestartSection | undefined): readonly Note[] {
  if (restart === undefined || restart.readyAtSeconds !== null) return [];
  const text =
    restart.toldAtSeconds === null
      ? "the broker was not restarted: the trial ended before"
      : "the broker was restarted, and did not take clients again before the trial ended";
  return [{ code: "broker-restart", text }];
}
