/** Every kind of load, a row each: what a report asks a load, it asks here. */
import type { LoadKind } from "../metrics/loads.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import { churn } from "./loads/churn.ts";
import { commands } from "./loads/commands.ts";
import { handshake } from "./loads/handshake.ts";
import { hold } from "./loads/hold.ts";
import { idle } from "./loads/idle.ts";
import type { GroupFigures, ReportedLoad } from "./loads/reported-load.ts";
import { retained } from "./loads/retained.ts";
import { steady } from "./loads/steady.ts";
import { will } from "./loads/will.ts";

const rows: Readonly<Record<LoadKind, ReportedLoad>> = {
  steady,
  idle,
  commands,
  churn,
  hold,
  handshake,
  will,
  retained,
};

/** In the order in which a report has them. */
export const reportedLoads: readonly ReportedLoad[] = Object.values(rows);

/** Whether cases stand beside each other with what they cost: unless all trials are of loads with tables of their own. */
export function isCompared({ trials }: RunResult): boolean {
  return trials.length === 0 || trials.some(({ load }) => rows[load.kind].isCompared);
}

/** Whether its trials are shown in full. */
export function hasTrialTexts({ trials }: RunResult): boolean {
  return trials.length === 0 || trials.some(({ load }) => rows[load.kind].hasTrialText);
}

/** For exports: figures of each group beside those of all together; none where there is one group, whose figures are the trial's. */
export function groupFigures(trial: Trial): readonly GroupFigures[] {
  const groups = rows[trial.load.kind].groupsOf?.(trial) ?? [];
  return groups.length > 1 ? groups : [];
}
