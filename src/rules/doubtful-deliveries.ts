/** Deliveries that are in no figure of the trial: strangers' messages, and its own that came otherwise than they were sent. Pure. */

export interface DoubtfulDeliveries {
  /** Deliveries of none of the trial's messages; of these, kept by the broker from before; and a second of measure. */
  readonly foreign: { readonly count: number; readonly retained: number; readonly perSecond: number };
  /** Deliveries of the trial's messages that came otherwise than they were sent, each under the first that differs. */
  readonly altered: { readonly topic: number; readonly length: number; readonly content: number };
}

type Doubt = (code: string, text: string) => void;

export function doubtDeliveries({ foreign, altered }: DoubtfulDeliveries, doubt: Doubt): void {
  if (foreign.count > 0) doubtStrangers(foreign, doubt);
  if (altered.topic + altered.length + altered.content > 0) doubtAltered(altered, doubt);
}

/** What others published arrives too: it is no figure of the trial, and the broker had the work. */
function doubtStrangers({ count, retained, perSecond }: DoubtfulDeliveries["foreign"], doubt: Doubt): void {
  const parts = [
    ...(perSecond > 0 ? [`${Number(perSecond.toPrecision(3))}/s while measure lasted`] : []),
    ...(retained > 0 ? [`${whole(retained)} of them kept by the broker from before`] : []),
  ];
  const how = parts.length === 0 ? "" : ` (${parts.join(", ")})`;
  const left = "no account, rate, latency or packet of a message counts them";
  const shared = "CPU and memory of broker and mqbench, and bytes by socket and kernel, include them";
  doubt("foreign", `${whole(count)} deliveries were strangers' messages${how}: ${left}; ${shared}`);
}

function doubtAltered({ topic, length, content }: DoubtfulDeliveries["altered"], doubt: Doubt): void {
  const parts = [
    ...(topic > 0 ? [`${whole(topic)} on another topic`] : []),
    ...(length > 0 ? [`${whole(length)} of another length`] : []),
    ...(content > 0 ? [`${whole(content)} with other bytes`] : []),
  ];
  const what = `${whole(topic + length + content)} deliveries differed from what was sent (${parts.join(", ")})`;
  doubt("altered", `${what}, warm-up included: none counts as delivered, or in a rate, latency or packet of a message`);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}
