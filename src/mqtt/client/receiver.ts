/** The receiver's half of a client: what the broker delivers, counted, told and answered (MQTT 4.3). */
import type { ClientContext, ClientSpec, MqttClient } from "./client.ts";
import { protocolError } from "../wire/cause.ts";
import type { Cause } from "../wire/cause.ts";
import { newPublishView, readPublish, readUint16 } from "../wire/codec.ts";
import type { Connection } from "./connection.ts";
import { down, outside } from "../wire/ledger.ts";
import { packetType } from "../wire/packet-types.ts";
import { ReceiveQuota } from "../wire/receive-quota.ts";
import { SessionIn } from "./session-in.ts";
import { TopicAliases } from "../wire/topic-aliases.ts";
import type { Withheld } from "./withheld.ts";

const view = newPublishView();

export class Receiver {
  readonly session: SessionIn;
  /** What of its answers waits for a word; undefined: nothing does. */
  withheld: Withheld | undefined;
  readonly #context: ClientContext;
  readonly #connection: Connection;
  readonly #client: MqttClient;
  readonly #aliases: TopicAliases | undefined;
  readonly #quota: ReceiveQuota | undefined;

  constructor(context: ClientContext, connection: Connection, client: MqttClient, asks: ClientSpec["asks"]) {
    this.session = new SessionIn(context.ledger.strangers);
    this.#context = context;
    this.#connection = connection;
    this.#client = client;
    if (asks?.receiveMaximum !== undefined)
      this.#quota = new ReceiveQuota(asks.receiveMaximum, context.ledger.beyondQuota);
    if (context.protocol === "5") this.#aliases = new TopicAliases(asks?.topicAliasMaximum ?? 0);
  }

  /** A new connection. */
  begin(): void {
    this.#aliases?.clear();
    this.#quota?.clear();
  }

  /** The PUBLISH at buffer[start, end). */
  publish(buffer: Uint8Array, start: number, body: number, end: number): Cause | undefined {
    const { events, ledger, protocol } = this.#context;
    const { session } = this;
    const malformed = readPublish(buffer, start, body, end, protocol === "5", view);
    const alias = malformed === undefined && (this.#aliases?.resolve(buffer, start, end, view) ?? false);
    const problem = typeof alias === "string" ? alias : malformed;
    if (problem !== undefined) {
      ledger.count(outside, down, packetType.PUBLISH, end - start);
      return protocolError(problem);
    }
    const { packetId, qos } = view;
    if (qos > 0) this.#quota?.take(this.#connection.reads);
    if (qos === 2 && session.has(packetId)) {
      // 4.3.3: the same identifier before its PUBREL is the same message: answered again, not delivered again.
      const known = session.accountOf(packetId);
      this.#count(known, end - start, alias === true);
      this.#connection.reply(packetType.PUBREC, packetId, known);
      return undefined;
    }
    const account = events.arrived(this.#client, buffer, view, end, this.#connection.nowNs);
    this.#count(account, end - start, alias === true);
    if (qos === 1) this.#reply(packetType.PUBACK, packetId, account);
    if (qos === 2) {
      session.receive(packetId, account, events.intendedNsOf(buffer, view, end));
      this.#reply(packetType.PUBREC, packetId, account);
    }
    return undefined;
  }

  /** The PUBREL at buffer[start, end). */
  pubrel(buffer: Uint8Array, start: number, body: number, end: number): Cause | undefined {
    const { session } = this;
    const isMalformed = ((buffer[start] ?? 0) & 15) !== 2 || end - body < 2;
    const packetId = isMalformed ? 0 : readUint16(buffer, body);
    const isKnown = session.has(packetId);
    const account = isKnown ? session.accountOf(packetId) : outside;
    this.#context.ledger.count(account, down, packetType.PUBREL, end - start);
    if (packetId === 0) return protocolError(isMalformed ? "malformed PUBREL" : "PUBREL with packet identifier 0");
    if (isKnown) {
      const intendedNs = session.intendedNsOf(packetId);
      session.release(packetId);
      this.#context.events.released(this.#client, account, intendedNs, this.#connection.nowNs);
    }
    // A PUBREL for an unknown identifier is answered too: the broker resumed an exchange that we ended [MQTT-4.3.3-11].
    this.#reply(packetType.PUBCOMP, packetId, account);
    return undefined;
  }

  #count(account: number, bytes: number, isAliased: boolean): void {
    const { ledger } = this.#context;
    ledger.count(account, down, packetType.PUBLISH, bytes);
    if (isAliased && this.#aliases !== undefined)
      ledger.countAliased(account, this.#aliases.isIntroducing, this.#aliases.savedBytes);
  }

  #reply(type: number, packetId: number, account: number): void {
    if (this.withheld?.keeps(type, packetId) === true) return;
    this.#connection.reply(type, packetId, account);
    if (type !== packetType.PUBREC) this.#quota?.giveBack();
  }
}
