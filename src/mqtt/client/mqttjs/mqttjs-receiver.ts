/** What the broker delivers to MQTT.js, told as mqbench's own client tells it: MQTT.js answers. */
import type { ClientContext, MqttClient } from "../client.ts";
import { newPublishView, readPublish, readUint16 } from "../../wire/codec.ts";
import { outside } from "../../wire/ledger.ts";
import { packetType } from "../../wire/packet-types.ts";
import { SessionIn } from "../session-in.ts";

const view = newPublishView();

export class MqttjsReceiver {
  readonly session: SessionIn;
  readonly #context: ClientContext;
  readonly #client: MqttClient;
  /** Accounts of deliveries whose last acknowledgement has not left. */
  readonly #answering = new Map<number, number>();

  constructor(context: ClientContext, client: MqttClient) {
    this.session = new SessionIn(context.ledger.strangers);
    this.#context = context;
    this.#client = client;
  }

  /** A PUBLISH that is about to be read; returns its account. */
  publish(buffer: Uint8Array, start: number, body: number, end: number, nowNs: number): number {
    const { events, protocol } = this.#context;
    readPublish(buffer, start, body, end, protocol === "5", view);
    const { qos, packetId } = view;
    if (qos === 2 && this.session.has(packetId)) return this.session.accountOf(packetId);
    const account = events.arrived(this.#client, buffer, view, end, nowNs);
    if (qos > 0) this.#answering.set(packetId, account);
    if (qos === 2) this.session.receive(packetId, account, events.intendedNsOf(buffer, view, end));
    return account;
  }

  /** A PUBREL that is about to be read; returns its account. */
  pubrel(packetId: number, nowNs: number): number {
    const account = this.#answering.get(packetId) ?? outside;
    if (this.session.has(packetId)) {
      const intendedNs = this.session.intendedNsOf(packetId);
      this.session.release(packetId);
      this.#context.events.released(this.#client, account, intendedNs, nowNs);
    }
    return account;
  }

  /** An answer to a delivery that MQTT.js wrote; returns its account. */
  answered(type: number, buffer: Uint8Array, body: number): number {
    const packetId = readUint16(buffer, body);
    const account = this.#answering.get(packetId) ?? outside;
    if (type !== packetType.PUBREC) this.#answering.delete(packetId);
    return account;
  }

  /** No session is left at the broker. */
  clear(): void {
    this.session.clear();
    this.#answering.clear();
  }
}
