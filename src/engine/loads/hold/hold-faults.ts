/** Whether what a hold experiment was to measure was there: messages that the broker held, and memory that something tells. Pure. */
import { formatCount, formatCounted } from "../../../format.ts";
import type { HoldSection, Plateau } from "../../../result/loads/hold.ts";
import type { Note } from "../../../result/schema.ts";

interface Held {
  readonly plateaus: readonly Plateau[];
  /** PUBLISHes, the whole trial long. */
  readonly refused: number;
  /** A sample of what was retained; left out where nothing was read back. */
  readonly readBack?: HoldSection["readBack"];
}

/** Empty where the figures are of what was asked for. Only of a trial that came to its end. */
export function holdFaults({ plateaus, refused, readBack }: Held): readonly Note[] {
  const peak = plateaus.filter(({ direction }) => direction === "rising").at(-1);
  if (peak === undefined) return [];
  const faults: Note[] = [];
  const find = (code: string, text: string): void => void faults.push({ code, text });
  const most = `${formatCounted(peak.held, "message")} of the highest level`;
  if (refused > 0) find("refused", `the broker refused ${formatCounted(refused, "message")}: ${notHeld(refused)}`);
  // What was let go of and never came was never there.
  const lost = Math.max(0, ...plateaus.map(({ held, missing }) => (held === 0 ? missing : 0)));
  if (peak.withheld === 0) find("not-held", `none of the ${most} came to its step: nothing was held`);
  else if (lost > 0) find("not-held", `${formatCounted(lost, "message")} never came: ${notHeld(lost)}`);
  if (readBack !== undefined && readBack.came < readBack.asked) {
    const gone = `${formatCount(readBack.asked - readBack.came)} of ${formatCount(readBack.asked)} retained messages that were read back`;
    find("not-held", `${gone} did not come: the broker acknowledged them and did not keep them`);
  }
  if (!plateaus.some(({ bytes }) => brokerGauges.some((gauge) => bytes[gauge] !== undefined)))
    find("no-memory", "nothing told the broker's memory: --broker-pid, --metrics or its own $SYS topics do");
  return faults;
}

const brokerGauges = ["rss", "rssAnon", "pss", "heap", "storedBytes"];

/** Of messages that are counted before it. */
export function notHeld(count: number): string {
  return count === 1 ? "it was not held" : "they were not held";
}
