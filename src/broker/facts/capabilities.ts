/** What a broker can do at each QoS, and what a case asks of it. Pure. */
import { formatCount } from "../../format.ts";
import type { Protocol } from "../../mqtt/transport/protocols.ts";
import type { Answers } from "./answers.ts";

export interface Capabilities {
  readonly protocols: readonly ("3.1.1" | "5")[];
  /** What its clients may come by, as mqbench starts it. */
  readonly transports: readonly Protocol[];
  /** Whether mqbench can start it so that it lets in certain clients only. */
  readonly access: boolean;
  readonly publishQos: QosLimit;
  readonly subscribeQos: QosLimit;
  /** Messages at QoS 1 or 2 that one subscriber may leave unacknowledged; null: no limit but the protocol's. */
  readonly subscriberWindow: number | null;
  /** At which versions it has shared subscriptions. */
  readonly shares: readonly ("3.1.1" | "5")[];
  /** Memory of an idle connection, about, by RSS; null: not known. */
  readonly connectionBytes: number | null;
  /** What else a benchmark runs into, in words. */
  readonly notes: readonly string[];
}

export interface QosLimit {
  readonly maximum: 0 | 1 | 2;
  /** What the broker does above it, in words; empty at a maximum of 2. */
  readonly beyond: string;
}

/** The most that a case asks for. */
export interface Demands {
  readonly protocol: "3.1.1" | "5";
  readonly publishQos: 0 | 1 | 2;
  readonly subscribeQos: 0 | 1 | 2;
  readonly shares: boolean;
  /** Messages that one subscriber leaves unacknowledged on purpose. */
  readonly heldBySubscriber: number;
}

export const allLevels: QosLimit = { maximum: 2, beyond: "" };

/** What of the demands the broker cannot do, in words; undefined when it can do all. */
export function unmetDemand(title: string, can: Capabilities, wants: Demands): string | undefined {
  if (!can.protocols.includes(wants.protocol)) return `${title} speaks MQTT ${can.protocols.join(" and ")} only`;
  if (wants.publishQos > can.publishQos.maximum) return `${title} ${can.publishQos.beyond}`;
  if (wants.subscribeQos > can.subscribeQos.maximum) return `${title} ${can.subscribeQos.beyond}`;
  if (wants.shares && !can.shares.includes(wants.protocol)) return `${title} ${noShares(wants)}`;
  return unmetWindow(title, can, wants);
}

/** The one demand that a broker cannot be asked about in a few packets. */
export function unmetWindow(
  title: string,
  { subscriberWindow }: Pick<Capabilities, "subscriberWindow">,
  { heldBySubscriber }: Pick<Demands, "heldBySubscriber">,
): string | undefined {
  if (subscriberWindow === null || heldBySubscriber <= subscriberWindow) return undefined;
  const window = subscriberWindow === 1 ? "one message" : `${formatCount(subscriberWindow)} messages`;
  return `${title} sends a subscriber ${window} at a time: what is beyond that is queued, not in flight`;
}

function noShares({ protocol }: Demands): string {
  return `has no shared subscriptions at MQTT ${protocol}: a message does not come to a member of $share/NAME/…`;
}

/** What of the demands a broker cannot do by its own answers, in words; undefined when it can, or left it open. */
export function unmetByAnswers(title: string, answers: Answers, wants: Demands): string | undefined {
  const answer = answers[wants.protocol];
  if (answer === undefined) return undefined;
  if (!answer.accepted) return `${title} has no MQTT ${wants.protocol}: it ${answer.how}`;
  const { publishQos2, grantedQos, shares, allows } = answer;
  if (allows !== undefined && wants.publishQos > allows.maximumQos)
    return `${title} allows QoS ${allows.maximumQos} at most`;
  if (wants.publishQos === 2 && publishQos2 === "answered with PUBACK")
    return `${title} has no QoS 2: it answers a QoS 2 PUBLISH with PUBACK`;
  if (wants.publishQos === 2 && publishQos2 === "connection closed")
    return `${title} has no QoS 2: it closes the connection at a QoS 2 PUBLISH`;
  if (grantedQos !== null && wants.subscribeQos > grantedQos)
    return `${title} grants QoS ${grantedQos} to a QoS 2 SUBSCRIBE`;
  if (wants.shares && shares === false) return `${title} ${noShares(wants)}`;
  return undefined;
}
