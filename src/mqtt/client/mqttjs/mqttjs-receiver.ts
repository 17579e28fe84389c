/** What the broker delivers to MQTT.js, told as mqbench's own client tells it: MQTT.js answers. */
import type { ClientContext, ClientSpec, MqttClient } from "../client.ts";
import { newPublishView, readPublish, readUint16 } from "../../wire/codec.ts";
import { outside } from "../../wire/ledger.ts";
import { packetType } from "../../wire/packet-types.ts";
import { countUnanswered } from "../../wire/receive-quota.ts";
import { SessionIn } from "../session-in.ts";
import { TopicAliases } from "../../wire/topic-aliases.ts";

const view = newPublishView();

export class MqttjsReceiver {
  readonly session: SessionIn;
  readonly #context: ClientContext;
  readonly #client: MqttClient;
  readonly #aliases: TopicAliases | undefined;
  readonly #receiveMaximum: number;
  /** Accounts of deliveries whose last acknowledgement has not left. */
  readonly #answering = new Map<number, number>();

  constructor(context: ClientContext, client: MqttClient, asks: ClientSpec["asks"]) {
    this.session = new SessionIn(context.ledger.strangers);
    this.#context = context;
    this.#client = client;
    this.#receiveMaximum = asks?.receiveMaximum ?? Number.POSITIVE_INFINITY;
    if (context.protocol === "5") this.#aliases = new TopicAliases(asks?.topicAliasMaximum ?? 0);
  }

  /** A new connection. */
  begin(): void {
    this.#aliases?.clear();
  }

  /** A PUBLISH that is about to be read; returns its account, or what is wrong with it. */
  publish(buffer: Uint8Array, start: number, body: number, end: number, nowNs: number): number | string {
    const { protocol } = this.#context;
    const malformed = readPublish(buffer, start, body, end, protocol === "5", view);
    if (malformed !== undefined) return malformed;
    const alias = this.#aliases?.resolve(buffer, start, end, view) ?? false;
    if (typeof alias === "string") return alias;
    const account = this.#accountOf(buffer, end, nowNs);
    // MQTT.js takes a packet out when it has written its last acknowledgement.
    if (view.qos > 0) countUnanswered(this.#answering.size, this.#receiveMaximum, this.#context.ledger.beyondQuota);
    if (alias && this.#aliases !== undefined)
      this.#context.ledger.countAliased(account, this.#aliases.isIntroducing, this.#aliases.savedBytes);
    return account;
  }

  #accountOf(buffer: Uint8Array, end: number, nowNs: number): number {
    const { events } = this.#context;
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
