/** The messages in flight of all sensors of a shard, in columns: no object a message. */

/** Where an exchange stands (MQTT 4.3): what the sender waits for next. */
export const exchangeState = {
  free: 0,
  awaitsPuback: 1,
  awaitsPubrec: 2,
  answersPubrec: 3,
  awaitsPubcomp: 4,
} as const;

/** Times are of a trial, from 0 on. */
export const notSent = -1;

export class InflightTable {
  /** Messages in flight of all sensors together. */
  inflight = 0;
  /** Those that the thread has in flight besides. */
  beside: { readonly inflight: number } = { inflight: 0 };
  /** Slots of one sensor, a power of two: slot = first slot of the sensor + packet identifier modulo this. */
  readonly slotsPerSensor: number;
  readonly state: Uint8Array;
  readonly packetId: Uint16Array;
  /** The ledger's account that the message belongs to. */
  readonly account: Uint8Array;
  /** The place of its kind of messages among those of all sensors. */
  readonly place: Uint32Array;
  readonly sequence: Uint32Array;
  readonly intendedNs: Float64Array;
  /** PUBLISH handed to the socket; `notSent` until then. */
  readonly sentNs: Float64Array;
  /** PUBREC read, and how many other messages were in flight then, those `beside` included. */
  readonly receivedNs: Float64Array;
  readonly receivedAmong: Uint32Array;
  /** PUBREL handed to the socket. */
  readonly releasedNs: Float64Array;

  constructor(sensors: number, window: number) {
    this.slotsPerSensor = 2 ** Math.ceil(Math.log2(Math.max(1, window)));
    const slots = sensors * this.slotsPerSensor;
    this.state = new Uint8Array(slots);
    this.packetId = new Uint16Array(slots);
    this.account = new Uint8Array(slots);
    this.place = new Uint32Array(slots);
    this.sequence = new Uint32Array(slots);
    this.intendedNs = new Float64Array(slots);
    this.sentNs = new Float64Array(slots);
    this.receivedNs = new Float64Array(slots);
    this.receivedAmong = new Uint32Array(slots);
    this.releasedNs = new Float64Array(slots);
  }
}
