/** mqbench's own client: both halves of an MQTT session on one connection at a time. */
import type { ClientContext, ClientSpec, PublisherSpec, WithholdingClient } from "./client.ts";
import type { ConnectionBytes } from "./connection-bytes.ts";
import type { PublishPacket } from "../wire/codec.ts";
import { readUint16 } from "../wire/codec.ts";
import { protocolError } from "../wire/cause.ts";
import type { Cause } from "../wire/cause.ts";
import { readGrant, subscribePacketId, whyNameless, whyUnusable } from "./answers.ts";
import { Connection } from "./connection.ts";
import type { ConnectionUser } from "./connection-user.ts";
import type { Handshake } from "../transport/handshake.ts";
import { encodeSubscribe } from "../wire/control-packets.ts";
import type { Connack, SubscriptionOptions } from "../wire/control-packets.ts";
import { down, outside } from "../wire/ledger.ts";
import { packetName, packetType } from "../wire/packet-types.ts";
import { PublishWriter } from "./publish-writer.ts";
import { firstFailure, success } from "../wire/refused-packets.ts";
import { Receiver } from "./receiver.ts";
import { Resumption } from "./resumption.ts";
import type { SessionIn } from "./session-in.ts";
import { ackOutcome, SessionOut, wrongAnswer } from "./session-out.ts";
import { Withheld } from "./withheld.ts";
import type { WithheldPacket } from "./withheld.ts";

export class NativeClient implements WithholdingClient, ConnectionUser {
  readonly index: number;
  /** What CONNECT says: ours, or the one the broker assigned. */
  clientId: string;
  readonly login: ClientSpec["login"];
  readonly asks: ClientSpec["asks"];
  readonly #context: ClientContext;
  readonly #connection: Connection;
  readonly #publisher: PublisherSpec | undefined;
  readonly #out: SessionOut | undefined;
  readonly #writer: PublishWriter | undefined;
  readonly #receiver: Receiver;
  #window = 0;
  #isClean = true;
  #isSubscribing = false;
  readonly #resumption: Resumption | undefined;

  constructor(context: ClientContext, spec: ClientSpec) {
    ({ index: this.index, clientId: this.clientId, login: this.login, asks: this.asks } = spec);
    this.#publisher = spec.publisher;
    this.#context = context;
    this.#connection = new Connection(context, this);
    this.#receiver = new Receiver(context, this.#connection, this, spec.asks);
    if (this.#publisher === undefined) return;
    this.#out = new SessionOut(this.#publisher.table, this.#publisher.row);
    this.#writer = new PublishWriter(this.#publisher, context.runTag);
    this.#resumption = new Resumption(context, this.#connection, this.#writer, this.#out);
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  get inflightOut(): number {
    return this.#out?.inflight ?? 0;
  }

  get inbound(): SessionIn {
    return this.#receiver.session;
  }

  get inflightIn(): number {
    return this.inbound.inflight;
  }

  get pingSentNs(): number {
    return this.#connection.pingSentNs;
  }

  get bytes(): ConnectionBytes {
    return this.#connection.bytes;
  }

  get handshake(): Handshake | null {
    return this.#connection.handshake;
  }

  connect(isClean = this.#context.isCleanSession): void {
    this.#isClean = isClean;
    this.#isSubscribing = false;
    this.#resumption?.clear();
    // Acknowledgements of the connection before: the broker sends again what it still waits for.
    this.#receiver.withheld?.clear();
    this.#connection.open(isClean);
  }

  hasPlace(kind = 0): boolean {
    return this.isOpen && this.#isWithinWindow(kind);
  }

  canPublish(kind = 0): boolean {
    return this.#connection.isDrained && this.#isWithinWindow(kind);
  }

  publish(intendedNs: number, sequence: number, account: number, kind = 0): void {
    this.publishAs(undefined, intendedNs, sequence, account, kind);
  }

  publishAs(
    template: PublishPacket | undefined,
    intendedNs: number,
    sequence: number,
    account: number,
    kind = 0,
  ): void {
    const publisher = this.#publisher;
    const writer = this.#writer;
    const out = this.#out;
    if (!publisher || !writer || !out) throw new Error("this client does not publish");
    const qos = publisher.kinds[kind]?.qos ?? 0;
    const slot = out.begin(qos, intendedNs, sequence, account, publisher.firstPlace + kind);
    const packetId = slot < 0 ? 0 : (out.table.packetId[slot] ?? 0);
    const packet = writer.write(kind, packetId, sequence, intendedNs, template);
    if (writer.isIntroducing) {
      const topicBytes = publisher.kinds[kind]?.topic.length ?? 0;
      this.#context.ledger.countNamedAgain(account, sequence, packet.length, topicBytes);
    }
    if (!this.#connection.publish(packet, slot, account, intendedNs)) writer.used?.giveAway();
  }

  cork(): void {
    this.#connection.cork();
  }

  uncork(): void {
    this.#connection.uncork();
  }

  subscribe(
    filters: readonly string[],
    qos: 0 | 1 | 2,
    identifier: number | null = null,
    options?: SubscriptionOptions,
  ): void {
    const packet = encodeSubscribe(this.#context.protocol, subscribePacketId, { filters, qos, identifier, options });
    this.#isSubscribing = true;
    this.#connection.write(packet, packetType.SUBSCRIBE, outside, this.#context.now());
  }

  ping(): void {
    this.#connection.ping(this.#context.now());
  }

  sweep(nowNs: number): number {
    return this.#connection.sweep(nowNs);
  }

  disconnect(keepsSession = false): void {
    this.#connection.disconnect(keepsSession);
  }

  abort(cause: string): void {
    this.#connection.abort(cause);
  }

  withhold(packet: WithheldPacket): void {
    this.#receiver.withheld = new Withheld(packet);
  }

  get withheld(): number {
    return this.#receiver.withheld?.count ?? 0;
  }

  release(count: number): void {
    const { withheld } = this.#receiver;
    if (withheld === undefined) return;
    withheld.release(count, (packetId) => this.#answer(withheld.type, packetId));
    this.#connection.flush();
  }

  accepted(connack: Connack): Cause | undefined {
    const publisher = this.#publisher;
    const problem = whyUnusable(connack, publisher?.kinds ?? [], this.#isClean);
    if (problem !== undefined) return problem;
    const nameless = whyNameless(this.clientId, connack);
    if (nameless !== undefined) return nameless;
    this.clientId = connack.assignedClientId ?? this.clientId;
    this.#window = Math.min(publisher?.window ?? 0, connack.receiveMaximum);
    this.#writer?.begin(connack.topicAliasMaximum);
    this.#receiver.begin();
    if (connack.isSessionPresent) this.#resumption?.resume(this.#window);
    else {
      this.inbound.clear();
      this.#abandonAll();
    }
    this.#context.events.opened(this, connack, this.#connection.nowNs);
    return undefined;
  }

  received(type: number, buffer: Uint8Array, start: number, body: number, end: number): Cause | undefined {
    switch (type) {
      case packetType.PUBLISH:
        return this.#receiver.publish(buffer, start, body, end);
      case packetType.PUBACK:
      case packetType.PUBREC:
      case packetType.PUBCOMP:
        return this.#onAcknowledgement(type, buffer, start, body, end);
      case packetType.PUBREL:
        return this.#receiver.pubrel(buffer, start, body, end);
      default:
        this.#context.ledger.count(outside, down, type, end - start);
        if (type === packetType.SUBACK) return this.#onSuback(buffer.subarray(start, end));
        return protocolError(`unexpected ${packetName(type)}`);
    }
  }

  ponged(roundTripNs: number): void {
    this.#context.events.ponged(this, roundTripNs);
  }

  refusal(answer: number, code: number, packet: Uint8Array): void {
    this.#context.events.refusal(this, answer, code, packet, 0, packet.length);
  }

  released(slot: number, nowNs: number): void {
    this.#out?.released(slot, nowNs);
  }

  sent(slot: number, account: number, intendedNs: number, nowNs: number): void {
    const place = this.#out?.sent(slot, nowNs) ?? 0;
    this.#context.events.sent(this, place, account, intendedNs, nowNs);
  }

  closed(cause: Cause): void {
    if (this.#context.isCleanSession) this.#abandonAll();
    this.#context.events.closed(this, cause);
  }

  #isWithinWindow(kind: number): boolean {
    return this.#publisher?.kinds[kind]?.qos === 0 || this.inflightOut < this.#window;
  }

  #onAcknowledgement(type: number, buffer: Uint8Array, start: number, body: number, end: number): Cause | undefined {
    const out = this.#out;
    const reason = this.#context.protocol === "5" && end - body > 2 ? (buffer[body + 2] ?? 0) : 0;
    const packetId = end - body >= 2 ? readUint16(buffer, body) : -1;
    const outcome = out?.acknowledge(type, packetId, reason, this.#connection.nowNs) ?? ackOutcome.stray;
    if (out === undefined || outcome === ackOutcome.unexpected || outcome === ackOutcome.stray) {
      this.#context.ledger.count(outside, down, type, end - start);
      if (packetId < 0) return protocolError(`malformed ${packetName(type)}`);
      if (outcome !== ackOutcome.stray) return wrongAnswer(type);
      // An acknowledgement of no message in flight changes nothing.
      this.#context.ledger.stray(type);
      return undefined;
    }
    const { slot } = out;
    const account = out.table.account[slot] ?? outside;
    this.#context.ledger.count(account, down, type, end - start);
    if (outcome === ackOutcome.releaseAgain) this.#context.ledger.stray(type);
    else if (reason !== success) this.#context.events.refusal(this, type, reason, buffer, start, end);
    if (outcome === ackOutcome.release || outcome === ackOutcome.releaseAgain) {
      if (this.#receiver.withheld?.keeps(packetType.PUBREL, packetId) !== true)
        this.#connection.replyPubrel(packetId, account, slot);
      return undefined;
    }
    // The slot is freed first, so that the engine may send the next message from within the event.
    out.end(slot);
    this.#resumption?.resend();
    if (outcome === ackOutcome.complete) this.#context.events.acknowledged(this, slot, this.#connection.nowNs);
    else this.#context.events.refused(this, slot, reason);
    return undefined;
  }

  /** Sends an answer that was kept back; it belongs to no message of measure. */
  #answer(type: number, packetId: number): void {
    const slot = type === packetType.PUBREL ? (this.#out?.find(packetId) ?? -1) : -1;
    if (slot >= 0) this.#connection.replyPubrel(packetId, outside, slot);
    else if (type !== packetType.PUBREL) this.#connection.reply(type, packetId, outside);
  }

  #onSuback(packet: Uint8Array): Cause | undefined {
    const code = readGrant(packet, this.#context.protocol, this.#isSubscribing);
    if (typeof code !== "number") return code;
    this.#isSubscribing = false;
    if (code >= firstFailure) this.refusal(packetType.SUBACK, code, packet);
    this.#context.events.subscribed(this, code);
    return undefined;
  }

  #abandonAll(): void {
    this.#out?.endAll((slot) => this.#context.events.abandoned(this, slot));
  }
}
