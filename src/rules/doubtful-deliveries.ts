/** Deliveries that are in no figure of the trial: strangers' messages, and its own that came otherwise than they were sent. Pure. */
import { formatCounted, formatNumber, formatWhole } from "../format.ts";

export interface DoubtfulDeliveries {
  /** Deliveries of none of the trial's messages; of these, kept by the broker from before; and a second of measure. */
  readonly foreign: { readonly count: number; readonly retained: number; readonly perSecond: number };
  /** Deliveries of the trial's messages that came otherwise than they were sent, each under the first that differs. */
  readonly altered: { readonly topic: number; readonly length: number; readonly content: number };
}

type Doubt = (code: string, text: string) => void;

export function doubtDeliveries({ foreign, altered }: DoubtfulDeliveries, doubt: Doubt): void {
  if (foreign.count > 0) doubtStrangers(foreign, doubt);
  const left = "warm-up included: none counts as delivered, or in a rate, latency or packet of a message";
  doubtAltered(altered, left, doubt);
}

/** What others published arrives too: it is no figure of the trial, and the broker had the work. */
function doubtStrangers({ count, retained, perSecond }: DoubtfulDeliveries["foreign"], doubt: Doubt): void {
  const parts = [
    ...(perSecond > 0 ? [`${formatNumber(perSecond)}/s while measure lasted`] : []),
    ...(retained > 0 ? [`${formatWhole(retained)} of them kept by the broker from before`] : []),
  ];
  const how = parts.length === 0 ? "" : ` (${parts.join(", ")})`;
  const left = "no account, rate, latency or packet of a message counts them";
  const shared = "CPU and memory of broker and mqbench, and bytes by socket and kernel, include them";
  doubt(
    "foreign",
    `${formatCounted(count, "delivery was a stranger's message", "deliveries were strangers' messages")}${how}: ${left}; ${shared}`,
  );
}

/** `left`: what does not count them. */
export function doubtAltered(
  { topic, length, content }: DoubtfulDeliveries["altered"],
  left: string,
  doubt: Doubt,
): void {
  const count = topic + length + content;
  if (count === 0) return;
  const parts = [
    ...(topic > 0 ? [`${formatWhole(topic)} on another topic`] : []),
    ...(length > 0 ? [`${formatWhole(length)} of another length`] : []),
    ...(content > 0 ? [`${formatWhole(content)} with other bytes`] : []),
  ];
  const what = `${formatCounted(count, "delivery", "deliveries")} differed from what was sent (${parts.join(", ")})`;
  doubt("altered", `${what}, ${left}`);
}
