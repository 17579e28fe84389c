/** mqbench's own client: one connection, both halves of its session, and the ledger of its packets. */
import type {
  ClientContext,
  ClientSpec,
  ConnectionBytes,
  MqttClient,
  PublisherSpec,
} from "./client.ts";
import { acknowledgementBytes, newPublishView, readPublish, readUint16 } from "./codec.ts";
import {
  decodeConnack,
  decodeDisconnect,
  decodeSuback,
  disconnect,
  encodeConnect,
  encodeSubscribe,
  pingreq,
} from "./control-packets.ts";
import type { Connack } from "./control-packets.ts";
import { exchangeState } from "./inflight-table.ts";
import { pingDueNs } from "./keepalive.ts";
import { down, outside, up } from "./ledger.ts";
import { packetName, packetType } from "./packet-types.ts";
import { connectReasonInWords, reasonInWords } from "./reason-codes.ts";
import { ReplyBatch } from "./reply-batch.ts";
import { PacketScanner } from "./scanner.ts";
import { SessionIn } from "./session-in.ts";
import { ackOutcome, SessionOut } from "./session-out.ts";
import type { Transport } from "./transport.ts";

type State = "closed" | "connecting" | "handshaking" | "open" | "closing";

/** The largest packet there is (section 2.2.3). */
const largestPacketBytes = 268_435_460;
/** Of our one SUBSCRIBE, which is answered before this identifier can come up among the messages. */
const subscribePacketId = 65_535;

const replies = new ReplyBatch();
const view = newPublishView();

export class NativeClient implements MqttClient {
  readonly index: number;
  readonly bytes: ConnectionBytes = {
    codecUp: 0,
    codecDown: 0,
    socketUp: 0,
    socketDown: 0,
    unreconciled: 0,
  };
  readonly #context: ClientContext;
  readonly #clientId: string;
  readonly #publisher: PublisherSpec | undefined;
  readonly #out: SessionOut | undefined;
  readonly #in = new SessionIn();
  readonly #scanner: PacketScanner;
  #state: State = "closed";
  #transport: Transport | undefined;
  #window = 0;
  #keepaliveNs = 0;
  #codecUp = 0;
  #codecDown = 0;
  /** Of the read that is being handled. */
  #nowNs = 0;
  #startedNs = 0;
  #lastSentNs = 0;
  /** 0: none is awaited. */
  #pingSentNs = 0;
  #cause: string | undefined;

  constructor(context: ClientContext, spec: ClientSpec) {
    this.index = spec.index;
    this.#context = context;
    this.#clientId = spec.clientId;
    this.#publisher = spec.publisher;
    this.#out =
      spec.publisher === undefined
        ? undefined
        : new SessionOut(spec.publisher.table, spec.publisher.row);
    this.#scanner = new PacketScanner(this, largestPacketBytes);
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  get inflightOut(): number {
    return this.#out?.inflight ?? 0;
  }

  get inflightIn(): number {
    return this.#in.inflight;
  }

  connect(): void {
    this.#state = "connecting";
    this.#cause = undefined;
    this.#codecUp = 0;
    this.#codecDown = 0;
    this.#pingSentNs = 0;
    this.#startedNs = this.#context.now();
    this.#transport = this.#context.open(this);
  }

  canPublish(): boolean {
    if (this.#state !== "open" || this.#transport === undefined || this.#transport.pendingBytes > 0)
      return false;
    return this.#publisher?.qos === 0 || this.inflightOut < this.#window;
  }

  publish(intendedNs: number, sequence: number, account: number): number {
    const publisher = this.#publisher;
    const out = this.#out;
    if (publisher === undefined || out === undefined)
      throw new Error("this client does not publish");
    const { table } = out;
    let slot = -1;
    let packetId = 0;
    if (publisher.qos > 0) {
      slot = out.begin(publisher.qos, intendedNs, sequence, account);
      packetId = table.packetId[slot] ?? 0;
    }
    const packet = publisher.template.fill(
      publisher.topic,
      packetId,
      this.#context.runTag,
      publisher.sensor,
      sequence,
      intendedNs / 1000,
    );
    const sentNs = this.#context.now();
    if (slot >= 0) table.sentNs[slot] = sentNs;
    if (!this.#write(packet, packetType.PUBLISH, account, sentNs)) publisher.template.giveAway();
    return sentNs;
  }

  subscribe(filter: string, qos: 0 | 1 | 2): void {
    const packet = encodeSubscribe(this.#context.protocol, subscribePacketId, filter, qos);
    this.#write(packet, packetType.SUBSCRIBE, outside, this.#context.now());
  }

  sweep(nowNs: number): void {
    if (this.#state === "connecting" || this.#state === "handshaking") {
      if (nowNs - this.#startedNs > this.#context.connectTimeoutNs)
        this.#abort(this.#timeoutCause());
      return;
    }
    if (this.#state !== "open" || this.#keepaliveNs === 0) return;
    if (this.#pingSentNs > 0) {
      if (nowNs - this.#pingSentNs > this.#keepaliveNs)
        this.#abort("no PINGRESP within the keepalive");
    } else if (nowNs >= pingDueNs(this.#lastSentNs, this.#keepaliveNs)) {
      this.#pingSentNs = nowNs;
      this.#write(pingreq, packetType.PINGREQ, outside, nowNs);
    }
  }

  disconnect(): void {
    if (this.#state === "open") {
      this.#state = "closing";
      this.#write(disconnect, packetType.DISCONNECT, outside, this.#context.now());
      this.#transport?.end();
    } else if (this.#state !== "closed") this.#abort("ended before it was connected");
  }

  connected(): void {
    this.#state = "handshaking";
    const { protocol, isCleanSession, keepaliveSeconds, username, password } = this.#context;
    const packet = encodeConnect({
      protocol,
      clientId: this.#clientId,
      isClean: isCleanSession,
      keepaliveSeconds,
      username,
      password,
    });
    this.#write(packet, packetType.CONNECT, outside, this.#context.now());
  }

  data(buffer: Uint8Array, length: number): void {
    this.#nowNs = this.#context.now();
    this.#scanner.feed(buffer, length);
    if (replies.length > 0) this.#flush();
  }

  closed(cause: string): void {
    const transport = this.#transport;
    this.#transport = undefined;
    this.#state = "closed";
    this.#scanner.reset();
    if (transport !== undefined) this.#settleBytes(transport);
    if (this.#context.isCleanSession) this.#abandonAll();
    this.#context.events.closed(this, this.#cause ?? cause);
  }

  packet(buffer: Uint8Array, start: number, body: number, end: number): boolean {
    const type = (buffer[start] ?? 0) >> 4;
    this.#codecDown += end - start;
    if (
      this.#state === "handshaking" &&
      type !== packetType.CONNACK &&
      type !== packetType.DISCONNECT
    ) {
      return this.#protocolError(`${packetName(type)} before CONNACK`);
    }
    switch (type) {
      case packetType.PUBLISH:
        return this.#onPublish(buffer, start, body, end);
      case packetType.PUBACK:
      case packetType.PUBREC:
      case packetType.PUBCOMP:
        return this.#onAcknowledgement(type, buffer, start, body, end);
      case packetType.PUBREL:
        return this.#onPubrel(buffer, start, body, end);
      default:
        this.#context.ledger.count(outside, down, type, end - start);
        return this.#onControl(type, buffer.subarray(start, end));
    }
  }

  malformed(problem: string): void {
    this.#protocolError(problem);
  }

  #onPublish(buffer: Uint8Array, start: number, body: number, end: number): boolean {
    const { events, ledger, protocol } = this.#context;
    const problem = readPublish(buffer, start, body, end, protocol === "5", view);
    if (problem !== undefined) return this.#protocolError(problem);
    const { packetId, qos } = view;
    if (qos === 2 && this.#in.has(packetId)) {
      // 4.3.3: the same identifier before its PUBREL is the same message: answered again, not delivered again.
      ledger.count(this.#in.accountOf(packetId), down, packetType.PUBLISH, end - start);
      this.#reply(packetType.PUBREC, packetId, this.#in.accountOf(packetId));
      return true;
    }
    const account = events.arrived(this, buffer, view, end, this.#nowNs);
    ledger.count(account, down, packetType.PUBLISH, end - start);
    if (qos === 1) this.#reply(packetType.PUBACK, packetId, account);
    if (qos === 2) {
      this.#in.receive(packetId, account, events.intendedNsOf(buffer, view, end));
      this.#reply(packetType.PUBREC, packetId, account);
    }
    return true;
  }

  #onPubrel(buffer: Uint8Array, start: number, body: number, end: number): boolean {
    if (((buffer[start] ?? 0) & 15) !== 2 || end - body < 2)
      return this.#protocolError("malformed PUBREL");
    const packetId = readUint16(buffer, body);
    const isKnown = this.#in.has(packetId);
    const account = isKnown ? this.#in.accountOf(packetId) : outside;
    this.#context.ledger.count(account, down, packetType.PUBREL, end - start);
    if (isKnown) {
      const intendedNs = this.#in.intendedNsOf(packetId);
      this.#in.release(packetId);
      this.#context.events.released(this, account, intendedNs, this.#nowNs);
    }
    // A PUBREL for an unknown identifier is answered too: the broker resumed an exchange that we ended [MQTT-4.3.3-11].
    this.#reply(packetType.PUBCOMP, packetId, account);
    return true;
  }

  #onAcknowledgement(
    type: number,
    buffer: Uint8Array,
    start: number,
    body: number,
    end: number,
  ): boolean {
    if (((buffer[start] ?? 0) & 15) !== 0 || end - body < 2)
      return this.#protocolError(`malformed ${packetName(type)}`);
    const out = this.#out;
    const reason = this.#context.protocol === "5" && end - body > 2 ? (buffer[body + 2] ?? 0) : 0;
    const packetId = readUint16(buffer, body);
    const outcome = out?.acknowledge(type, packetId, reason, this.#nowNs) ?? ackOutcome.unexpected;
    if (out === undefined || outcome === ackOutcome.unexpected) {
      this.#context.ledger.count(outside, down, type, end - start);
      return this.#protocolError(`unexpected ${packetName(type)}: no such message in flight`);
    }
    const { slot } = out;
    const account = out.table.account[slot] ?? outside;
    this.#context.ledger.count(account, down, type, end - start);
    if (outcome === ackOutcome.release) {
      this.#countUp(packetType.PUBREL, account, acknowledgementBytes);
      if (replies.isFull) this.#flush();
      replies.addPubrel(packetType.PUBREL, packetId, slot);
      return true;
    }
    // The slot is freed first, so that the engine may send the next message from within the event.
    out.end(slot);
    if (outcome === ackOutcome.complete) this.#context.events.acknowledged(this, slot, this.#nowNs);
    else this.#context.events.refused(this, slot, reason);
    return this.#state !== "closed";
  }

  #onControl(type: number, packet: Uint8Array): boolean {
    try {
      if (type === packetType.CONNACK)
        return this.#onConnack(decodeConnack(packet, this.#context.protocol));
      if (type === packetType.SUBACK) {
        this.#context.events.subscribed(this, decodeSuback(packet, this.#context.protocol).code);
        return true;
      }
      if (type === packetType.DISCONNECT && this.#context.protocol === "5") {
        const reason = decodeDisconnect(packet, this.#context.protocol);
        return this.#abort(
          `broker sent DISCONNECT: ${reason === 0 ? "normal" : reasonInWords(reason)}`,
        );
      }
    } catch {
      return this.#protocolError(`malformed ${packetName(type)}`);
    }
    if (type !== packetType.PINGRESP) return this.#protocolError(`unexpected ${packetName(type)}`);
    if (this.#pingSentNs > 0) this.#context.events.ponged(this, this.#nowNs - this.#pingSentNs);
    this.#pingSentNs = 0;
    return true;
  }

  #onConnack(connack: Connack): boolean {
    if (this.#state !== "handshaking") return this.#protocolError("unexpected CONNACK");
    if (connack.code !== 0)
      return this.#abort(`broker refused CONNECT: ${connectReasonInWords(connack.code)}`);
    const publisher = this.#publisher;
    if (publisher !== undefined && publisher.qos > connack.maximumQos) {
      return this.#abort(
        `broker allows at most QoS ${connack.maximumQos}, the sensor is to send QoS ${publisher.qos}`,
      );
    }
    if (publisher !== undefined && publisher.packetBytes > connack.maximumPacketBytes) {
      return this.#abort(
        `broker allows packets of at most ${connack.maximumPacketBytes} bytes, a message has ${publisher.packetBytes}`,
      );
    }
    this.#state = "open";
    this.#window = Math.min(publisher?.window ?? 0, connack.receiveMaximum);
    this.#keepaliveNs = (connack.serverKeepaliveSeconds ?? this.#context.keepaliveSeconds) * 1e9;
    if (connack.isSessionPresent) this.#resume();
    else {
      this.#in.clear();
      this.#abandonAll();
    }
    this.#context.events.opened(this, connack.isSessionPresent, this.#nowNs);
    return true;
  }

  /** Resends what the kept session has in flight, in order, PUBLISH with DUP, PUBREL where PUBREC was seen [MQTT-4.4.0-1]. */
  #resume(): void {
    const out = this.#out;
    const publisher = this.#publisher;
    if (out === undefined || publisher === undefined) return;
    const { table } = out;
    for (const slot of out.slotsInOrder()) {
      const account = table.account[slot] ?? outside;
      const packetId = table.packetId[slot] ?? 0;
      const state = table.state[slot];
      if (state === exchangeState.answersPubrec || state === exchangeState.awaitsPubcomp) {
        if (replies.isFull) this.#flush();
        this.#countUp(packetType.PUBREL, account, acknowledgementBytes);
        replies.addPubrel(packetType.PUBREL, packetId, slot);
      } else {
        if (replies.length > 0) this.#flush();
        const { runTag } = this.#context;
        const intendedUs = (table.intendedNs[slot] ?? 0) / 1000;
        publisher.template.fill(
          publisher.topic,
          packetId,
          runTag,
          publisher.sensor,
          table.sequence[slot] ?? 0,
          intendedUs,
        );
        this.#write(publisher.template.asDuplicate(), packetType.PUBLISH, account, this.#nowNs);
      }
    }
  }

  #abandonAll(): void {
    const out = this.#out;
    if (out === undefined || out.inflight === 0) return;
    for (const slot of out.slotsInOrder()) {
      out.end(slot);
      this.#context.events.abandoned(this, slot);
    }
  }

  #reply(type: number, packetId: number, account: number): void {
    if (replies.isFull) this.#flush();
    this.#countUp(type, account, acknowledgementBytes);
    replies.add(type, packetId);
  }

  #flush(): void {
    const nowNs = this.#context.now();
    for (let index = 0; index < replies.releasingCount; index += 1) {
      this.#out?.released(replies.releasing[index] ?? 0, nowNs);
    }
    this.#lastSentNs = nowNs;
    if (this.#transport === undefined) replies.clear();
    else replies.writeTo(this.#transport);
  }

  #write(packet: Uint8Array, type: number, account: number, nowNs: number): boolean {
    this.#lastSentNs = nowNs;
    this.#countUp(type, account, packet.length);
    return this.#transport?.write(packet) ?? true;
  }

  #countUp(type: number, account: number, bytes: number): void {
    this.#codecUp += bytes;
    this.#context.ledger.count(account, up, type, bytes);
  }

  #settleBytes(transport: Transport): void {
    const { bytes } = this;
    bytes.codecUp += this.#codecUp;
    bytes.codecDown += this.#codecDown;
    bytes.socketUp += transport.bytesWritten;
    bytes.socketDown += transport.bytesRead;
    const agrees =
      transport.bytesWritten === this.#codecUp && transport.bytesRead === this.#codecDown;
    if (!agrees) bytes.unreconciled += 1;
  }

  #timeoutCause(): string {
    const waited = `within ${this.#context.connectTimeoutNs / 1e9} s`;
    return this.#state === "connecting" ? `no TCP connection ${waited}` : `no CONNACK ${waited}`;
  }

  #protocolError(problem: string): false {
    return this.#abort(`protocol error of the broker: ${problem}`);
  }

  /** Ends the connection for a reason of ours; `closed` follows. */
  #abort(cause: string): false {
    this.#cause ??= cause;
    this.#state = "closing";
    this.#transport?.destroy();
    return false;
  }
}
