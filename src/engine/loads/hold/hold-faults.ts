/** Whether what a hold experiment was to measure was there: messages that the broker held, and memory that something tells. Pure. */
import { formatCount } from "../../../format.ts";
import type { Plateau } from "../../../result/loads/hold.ts";
import type { Note } from "../../../result/schema.ts";

interface Held {
  readonly plateaus: readonly Plateau[];
  /** PUBLISHes, the whole trial long. */
  readonly refused: number;
}

/** Empty where the figures are of what was asked for. Only of a trial that came to its end. */
export function holdFaults({ plateaus, refused }: Held): readonly Note[] {
  const peak = plateaus.filter(({ direction }) => direction === "rising").at(-1);
  if (peak === undefined) return [];
  const faults: Note[] = [];
  const find = (code: string, text: string): void => void faults.push({ code, text });
  const most = `${formatCount(peak.held)} messages of the highest level`;
  if (refused > 0) find("refused", `the broker refused ${formatCount(refused)} messages: they were not held`);
  // What was let go of and never came was never there.
  const lost = Math.max(0, ...plateaus.map(({ held, missing }) => (held === 0 ? missing : 0)));
  if (peak.withheld === 0) find("not-held", `none of the ${most} came to its step: nothing was held`);
  else if (lost > 0) find("not-held", `${formatCount(lost)} messages never came: they were not held`);
  if (!plateaus.some(({ bytes }) => brokerGauges.some((gauge) => bytes[gauge] !== undefined)))
    find("no-memory", "nothing told the broker's memory: --broker-pid, --metrics or its own $SYS topics do");
  return faults;
}

const brokerGauges = ["rss", "rssAnon", "pss", "heap", "storedBytes"];
