/** What MQTT.js publishes, told as mqbench's own client tells it: MQTT.js writes, and answers. */
import type { ClientContext, ClientSpec, MqttClient, PublisherSpec } from "../client.ts";
import { newPublishView, readPublish, readUint16 } from "../../wire/codec.ts";
import type { Connack } from "../../wire/control-packets.ts";
import { exchangeState } from "../inflight-table.ts";
import { outside } from "../../wire/ledger.ts";
import { success } from "../../wire/refused-packets.ts";
import { ackOutcome, SessionOut } from "../session-out.ts";
import { aliasAt } from "./mqttjs-options.ts";

const view = newPublishView();

interface SenderOf {
  readonly client: MqttClient;
  readonly publisher: ClientSpec["publisher"];
  /** Tells when the packet that is being written is handed to the socket. */
  readonly whenHanded: (handed: (nowNs: number) => void) => void;
}

export class MqttjsSender {
  readonly session: SessionOut | undefined;
  readonly #context: ClientContext;
  readonly #of: SenderOf;
  readonly #publisher: PublisherSpec | undefined;
  #window = 0;
  #topicAliasMaximum = 0;
  /** The message that is being published. */
  #pending: Readonly<Record<"intendedNs" | "sequence" | "account" | "place", number>> | undefined;

  constructor(context: ClientContext, of: SenderOf) {
    const { publisher } = of;
    this.#context = context;
    this.#of = of;
    this.#publisher = publisher;
    this.session = publisher === undefined ? undefined : new SessionOut(publisher.table, publisher.row);
  }

  get inflight(): number {
    return this.session?.inflight ?? 0;
  }

  /** A new connection. */
  begin({ receiveMaximum, topicAliasMaximum }: Connack): void {
    this.#window = Math.min(this.#publisher?.window ?? 0, receiveMaximum);
    this.#topicAliasMaximum = topicAliasMaximum;
  }

  /** Whether the window has a place for a message of that kind. */
  hasPlace(kind: number): boolean {
    return this.#publisher?.kinds[kind]?.qos === 0 || this.inflight < this.#window;
  }

  /** The message that MQTT.js is given next. */
  prepare(intendedNs: number, sequence: number, account: number, place: number): void {
    this.#pending = { intendedNs, sequence, account, place };
  }

  /** A PUBLISH that MQTT.js wrote; returns its account. */
  published(buffer: Uint8Array, start: number, body: number, end: number): number {
    readPublish(buffer, start, body, end, this.#context.protocol === "5", view);
    const [pending, out] = [this.#pending, this.session];
    const known = view.qos > 0 && out !== undefined ? out.find(view.packetId) : -1;
    // Sent again after a reconnect.
    if (known >= 0) this.#context.ledger.countResent("PUBLISH", end - start);
    if (known >= 0 || pending === undefined || out === undefined) return out?.table.account[known] ?? outside;
    this.#pending = undefined;
    const { intendedNs, sequence, account, place } = pending;
    if (aliasAt(this.#publisher, place) <= this.#topicAliasMaximum)
      this.#context.ledger.countNamedAgain(account, sequence, end - start, view.topicEnd - view.topicStart);
    const slot = view.qos === 0 ? -1 : out.beginAs(view.packetId, view.qos, intendedNs, sequence, account, place);
    if (slot >= 0) out.table.sentNs[slot] = this.#context.now();
    this.#of.whenHanded((nowNs) => {
      if (slot >= 0) out.table.sentNs[slot] = nowNs;
      this.#context.events.sent(this.#of.client, place, account, intendedNs, nowNs);
    });
    return account;
  }

  /** A PUBREL that MQTT.js wrote; returns its account. */
  released(buffer: Uint8Array, start: number, body: number, end: number): number {
    const out = this.session;
    if (out === undefined) return outside;
    const slot = out.find(readUint16(buffer, body));
    if (out.table.state[slot] === exchangeState.awaitsPubcomp) this.#context.ledger.countResent("PUBREL", end - start);
    out.released(slot, this.#context.now());
    this.#of.whenHanded((nowNs) => {
      if (slot >= 0) out.table.releasedNs[slot] = nowNs;
    });
    return out.table.account[slot] ?? outside;
  }

  /** A PUBACK, PUBREC or PUBCOMP that is about to be read; returns its account. */
  acknowledged(type: number, buffer: Uint8Array, start: number, body: number, end: number): number {
    const { events, ledger, now, protocol } = this.#context;
    const nowNs = now();
    const out = this.session;
    if (out === undefined) return outside;
    const reason = protocol === "5" && end - body > 2 ? (buffer[body + 2] ?? 0) : 0;
    const outcome = out.acknowledge(type, readUint16(buffer, body), reason, nowNs);
    if (outcome === ackOutcome.stray || outcome === ackOutcome.releaseAgain) ledger.stray(type);
    if (outcome === ackOutcome.unexpected || outcome === ackOutcome.stray) return outside;
    const { slot } = out;
    const account = out.table.account[slot] ?? outside;
    if (outcome !== ackOutcome.releaseAgain && reason !== success)
      events.refusal(this.#of.client, type, reason, buffer, start, end);
    if (outcome === ackOutcome.release || outcome === ackOutcome.releaseAgain) return account;
    out.end(slot);
    if (outcome === ackOutcome.complete) events.acknowledged(this.#of.client, slot, nowNs);
    else events.refused(this.#of.client, slot, reason);
    return account;
  }
}
