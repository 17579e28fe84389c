/** What became of the messages, in a sentence. Pure. */
import type { RunResult, Trial } from "../../result/schema.ts";
import { formatCount, formatCounted } from "../format.ts";
import { mixedGroups } from "../parts/groups-text.ts";
import { shortfallSentence } from "../shortfall.ts";
import { sumOf } from "./figures.ts";

/** Over the valid trials; empty where nothing was sent. */
export function acknowledgedSentence(result: RunResult): string {
  const valid = result.trials.filter((trial) => trial.valid);
  const [sent, acknowledged] = [sumOf(valid, "sent"), sumOf(valid, "acknowledged")];
  if (sent === null) return "";
  if (acknowledged === null) return `${formatCounted(sent, "message was", "messages were")} sent.`;
  // Nothing acknowledges a message at QoS 0.
  const unanswered = sentAtQos0(valid);
  const owed = sent - unanswered;
  const messages =
    acknowledged === owed
      ? allText(owed, "message")
      : `${formatCount(acknowledged)} of ${formatCounted(owed, "message")}`;
  const [were, wereSent] = [acknowledged, unanswered].map((count) => (count === 1 ? "was" : "were"));
  return unanswered === 0
    ? `${messages} ${were} acknowledged.`
    : `${messages} above QoS 0 ${were} acknowledged, ${formatCount(unanswered)} at QoS 0 ${wereSent} sent.`;
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
  return expected === 0 ? "" : `${allText(expected, "delivery", "deliveries")} came, ${again}.`;
}

/** `All 3 messages`, `1 message`. */
export function allText(count: number, one: string, many?: string): string {
  return `${count === 1 ? "" : "All "}${formatCounted(count, one, many)}`;
}

/** `no duplicates`, `3 duplicates`. */
export function duplicatesText(count: number): string {
  return count === 0 ? "no duplicates" : formatCounted(count, "duplicate");
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** For the middle of a sentence. */
export function uncapital(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
