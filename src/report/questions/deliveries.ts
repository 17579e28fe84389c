/** What became of the messages, in a sentence. Pure. */
import type { RunResult, Trial } from "../../result/schema.ts";
import { formatCount } from "../format.ts";
import { mixedGroups } from "../parts/groups-text.ts";
import { shortfallSentence } from "../shortfall.ts";
import { sumOf } from "./figures.ts";

/** Over the valid trials; empty where nothing was sent. */
export function acknowledgedSentence(result: RunResult): string {
  const valid = result.trials.filter((trial) => trial.valid);
  const [sent, acknowledged] = [sumOf(valid, "sent"), sumOf(valid, "acknowledged")];
  if (sent === null) return "";
  if (acknowledged === null) return `${formatCount(sent)} messages were sent.`;
  // Nothing acknowledges a message at QoS 0.
  const unanswered = sentAtQos0(valid);
  const owed = sent - unanswered;
  const share =
    acknowledged === owed ? `All ${formatCount(owed)}` : `${formatCount(acknowledged)} of ${formatCount(owed)}`;
  return unanswered === 0
    ? `${share} messages were acknowledged.`
    : `${share} messages above QoS 0 were acknowledged, ${formatCount(unanswered)} at QoS 0 were sent.`;
}

/** By the groups of a mixed fleet. */
function sentAtQos0(trials: readonly Trial[]): number {
  const metrics = trials.flatMap((trial) =>
    mixedGroups(trial).flatMap((group) => (group.qos === 0 ? [group.metrics] : [])),
  );
  return metrics.reduce((sum, { sent }) => sum + (sent?.kind === "value" ? (sent.value ?? 0) : 0), 0);
}

/** Over the valid trials; empty where no delivery was due. */
export function deliverySentence(result: RunResult): string {
  const valid = result.trials.filter((trial) => trial.valid);
  const short = shortfallSentence(result);
  const duplicates = sumOf(valid, "duplicate") ?? 0;
  const again = duplicatesText(duplicates);
  if (short !== null) return `${capital(short.text)}${duplicates === 0 ? "" : `, ${again}`}.`;
  const expected = sumOf(valid, "expectedDeliveries") ?? 0;
  return expected === 0 ? "" : `All ${formatCount(expected)} deliveries came, ${again}.`;
}

/** `no duplicates`, `3 duplicates`. */
export function duplicatesText(count: number): string {
  return count === 0 ? "no duplicates" : `${formatCount(count)} ${count === 1 ? "duplicate" : "duplicates"}`;
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** For the middle of a sentence. */
export function uncapital(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
