/** What a broker can do at each QoS, and what a case asks of it. Pure. */

export interface Capabilities {
  readonly protocols: readonly ("3.1.1" | "5")[];
  readonly publishQos: QosLimit;
  readonly subscribeQos: QosLimit;
  /** Messages at QoS 1 or 2 that one subscriber may leave unacknowledged; null: no limit but the protocol's. */
  readonly subscriberWindow: number | null;
  /** Memory of an idle connection, about, by RSS; null: not known. */
  readonly connectionBytes: number | null;
  /** What else a benchmark runs into, in words. */
  readonly notes: readonly string[];
}

interface QosLimit {
  readonly maximum: 0 | 1 | 2;
  /** What the broker does above it, in words; empty at a maximum of 2. */
  readonly beyond: string;
}

/** The most that a case asks for. */
export interface Demands {
  readonly protocol: "3.1.1" | "5";
  readonly publishQos: 0 | 1 | 2;
  readonly subscribeQos: 0 | 1 | 2;
  /** Messages that one subscriber leaves unacknowledged on purpose. */
  readonly heldBySubscriber: number;
}

export const allLevels: QosLimit = { maximum: 2, beyond: "" };

/** What of the demands the broker cannot do, in words; undefined when it can do all. */
export function unmetDemand(title: string, can: Capabilities, wants: Demands): string | undefined {
  if (!can.protocols.includes(wants.protocol)) return `${title} speaks MQTT ${can.protocols.join(" and ")} only`;
  if (wants.publishQos > can.publishQos.maximum) return `${title} ${can.publishQos.beyond}`;
  if (wants.subscribeQos > can.subscribeQos.maximum) return `${title} ${can.subscribeQos.beyond}`;
  if (can.subscriberWindow !== null && wants.heldBySubscriber > can.subscriberWindow) {
    const window = can.subscriberWindow === 1 ? "one message" : `${can.subscriberWindow.toLocaleString("en")} messages`;
    return `${title} sends a subscriber ${window} at a time: what is beyond that is queued, not in flight`;
  }
  return undefined;
}
