/** The life of one connection: CONNECT to close, keepalive, its ledger, and its bytes against the socket's. */
import type { ClientContext, ConnectionBytes } from "./client.ts";
import { acknowledgementBytes } from "../wire/codec.ts";
import { decodeConnack, decodeDisconnect, encodeConnect, encodeDisconnect, pingreq } from "../wire/control-packets.ts";
import type { Connack } from "../wire/control-packets.ts";
import { pingDueNs } from "./keepalive.ts";
import { down, outside, up } from "../wire/ledger.ts";
import { strangerInWords } from "../wire/not-mqtt.ts";
import { packetName, packetType } from "../wire/packet-types.ts";
import { connectReasonInWords, reasonInWords } from "../wire/reason-codes.ts";
import { firstFailure } from "../wire/refused-packets.ts";
import { PacketScanner } from "../wire/scanner.ts";
import type { PacketSink } from "../wire/scanner.ts";
import type { Transport, TransportHandlers } from "../transport/transport.ts";
import { WriteBatch } from "../transport/write-batch.ts";

type State = "closed" | "connecting" | "handshaking" | "open" | "closing";

/** What a connection asks of the session that uses it. A text returned is the cause to end it for. */
export interface ConnectionUser {
  readonly clientId: string;
  /** CONNACK accepted us. */
  accepted(connack: Connack): string | undefined;
  /** A packet of an open connection that the connection does not answer itself; counting it is the session's. */
  received(type: number, buffer: Uint8Array, start: number, body: number, end: number): string | undefined;
  ponged(roundTripNs: number): void;
  /** CONNACK, or the broker's own DISCONNECT, with a code that refuses. */
  refusal(answer: number, code: number, packet: Uint8Array): void;
  /** The PUBREL of a slot is being handed to the socket. */
  released(slot: number, nowNs: number): void;
  /** A message is being handed to the socket; its slot is -1 at QoS 0. */
  sent(slot: number, account: number, intendedNs: number, nowNs: number): void;
  /** Comes once for each `open`, last. */
  closed(cause: string): void;
}

const batch = new WriteBatch();

export class Connection implements TransportHandlers, PacketSink {
  readonly bytes: ConnectionBytes = {
    codecUp: 0,
    codecDown: 0,
    socketUp: 0,
    socketDown: 0,
    unreconciled: 0,
  };
  /** When the read that is being handled arrived. */
  nowNs = 0;
  /** 0: no PINGRESP is awaited. */
  pingSentNs = 0;
  readonly #context: ClientContext;
  readonly #user: ConnectionUser;
  readonly #scanner: PacketScanner;
  #state: State = "closed";
  #isClean = true;
  #transport: Transport | undefined;
  #keepaliveNs = 0;
  #codecUp = 0;
  #codecDown = 0;
  #isFirstRead = true;
  /** What is written waits in the batch. */
  #isCorked = false;
  #startedNs = 0;
  #lastSentNs = 0;
  #cause: string | undefined;

  constructor(context: ClientContext, user: ConnectionUser) {
    this.#context = context;
    this.#user = user;
    this.#scanner = new PacketScanner(this, context.limits);
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Open, and everything written is the kernel's. */
  get isDrained(): boolean {
    return this.#state === "open" && this.#transport !== undefined && this.#transport.pendingBytes === 0;
  }

  open(isClean: boolean): void {
    this.#state = "connecting";
    this.#isClean = isClean;
    this.#cause = undefined;
    this.#codecUp = 0;
    this.#codecDown = 0;
    this.#isFirstRead = true;
    this.pingSentNs = 0;
    this.#startedNs = this.#context.now();
    this.#transport = this.#context.open(this);
  }

  /** False: the socket keeps the memory of the packet until the kernel has taken it. */
  write(packet: Uint8Array, type: number, account: number, nowNs: number): boolean {
    this.#lastSentNs = nowNs;
    this.#countUp(type, account, packet.length);
    return this.#transport?.write(packet, packet.length) ?? true;
  }

  /** A PUBLISH. False: the socket keeps the memory of the packet until the kernel has taken it. */
  publish(packet: Uint8Array, slot: number, account: number, intendedNs: number): boolean {
    if (this.#isCorked) {
      if (!batch.hasRoomFor(packet.length)) this.flush();
      if (batch.hasRoomFor(packet.length)) {
        this.#countUp(packetType.PUBLISH, account, packet.length);
        batch.addMessage(packet, slot, account, intendedNs);
        return true;
      }
    }
    this.#countUp(packetType.PUBLISH, account, packet.length);
    const nowNs = this.#context.now();
    this.#lastSentNs = nowNs;
    const isTaken = this.#transport?.write(packet, packet.length) ?? true;
    // What is counted of it takes its time, which is no part of the broker's.
    this.#user.sent(slot, account, intendedNs, nowNs);
    return isTaken;
  }

  /** Leaves with the other answers of this read. */
  reply(type: number, packetId: number, account: number): void {
    if (!batch.hasRoomFor(acknowledgementBytes)) this.flush();
    this.#countUp(type, account, acknowledgementBytes);
    batch.addAcknowledgement(type, packetId);
  }

  replyPubrel(packetId: number, account: number, slot: number): void {
    if (!batch.hasRoomFor(acknowledgementBytes)) this.flush();
    this.#countUp(packetType.PUBREL, account, acknowledgementBytes);
    batch.addPubrel(packetType.PUBREL, packetId, slot);
  }

  /** Answers and messages wait for `uncork`, to leave with one write. No other connection may be corked before. */
  cork(): void {
    this.#isCorked = true;
  }

  uncork(): void {
    this.flush();
    this.#isCorked = false;
  }

  /** Writes the answers and messages gathered so far. */
  flush(): void {
    if (batch.length === 0) return;
    const nowNs = this.#context.now();
    this.#lastSentNs = nowNs;
    if (this.#transport !== undefined) batch.writeTo(this.#transport);
    for (let index = 0; index < batch.releasingCount; index += 1)
      this.#user.released(batch.releasing[index] ?? 0, nowNs);
    for (let index = 0; index < batch.messageCount; index += 1)
      this.#user.sent(batch.slots[index] ?? 0, batch.accounts[index] ?? outside, batch.intendedNs[index] ?? 0, nowNs);
    batch.clear();
  }

  /** Keepalive and the connect timeout; returns when to call again, should the connection not end before. */
  sweep(nowNs: number): number {
    if (this.#state === "connecting" || this.#state === "handshaking") {
      if (nowNs - this.#startedNs > this.#context.connectTimeoutNs) this.abort(this.#timeoutCause());
      return nowNs;
    }
    if (this.#state !== "open") return nowNs;
    if (this.#keepaliveNs === 0) return Number.POSITIVE_INFINITY;
    if (this.pingSentNs > 0) {
      if (nowNs - this.pingSentNs > this.#keepaliveNs) this.abort("no PINGRESP within the keepalive");
    } else if (nowNs >= pingDueNs(this.#lastSentNs, this.#keepaliveNs)) {
      this.pingSentNs = nowNs;
      this.write(pingreq, packetType.PINGREQ, outside, nowNs);
    }
    return Math.max(nowNs, pingDueNs(this.#lastSentNs, this.#keepaliveNs));
  }

  /** DISCONNECT, then the end; a session of version 5 is given up with it unless it is to stay. */
  disconnect(keepsSession = false): void {
    if (this.#state === "open") {
      // Else the batch may be another connection's, in whose read this one is ended.
      if (this.#isCorked) this.flush();
      this.#state = "closing";
      const packet = encodeDisconnect(this.#context.protocol, !this.#isClean && !keepsSession);
      this.write(packet, packetType.DISCONNECT, outside, this.#context.now());
      this.#transport?.end();
    } else if (this.#state === "connecting" || this.#state === "handshaking") {
      this.abort("ended before it was connected");
    }
  }

  /** Ends the connection for a reason of ours; `closed` follows. What was answered before still leaves. */
  abort(cause: string): void {
    this.#cause ??= cause;
    this.flush();
    this.#state = "closing";
    this.#transport?.destroy();
  }

  connected(): void {
    this.#state = "handshaking";
    const { protocol, keepaliveSeconds, endpoint } = this.#context;
    const packet = encodeConnect({
      protocol,
      clientId: this.#user.clientId,
      isClean: this.#isClean,
      keepaliveSeconds,
      username: endpoint.username,
      password: endpoint.password,
    });
    this.write(packet, packetType.CONNECT, outside, this.#context.now());
  }

  data(buffer: Uint8Array, length: number): void {
    this.nowNs = this.#context.now();
    // What is not MQTT may look like the beginning of a packet that never ends: the first byte already tells.
    const first = (buffer[0] ?? 0) >> 4;
    const isAnswer = first === packetType.CONNACK || first === packetType.DISCONNECT;
    if (this.#isFirstRead && !isAnswer)
      return this.abort(strangerInWords(buffer, length) ?? protocolError(`${packetName(first)} before CONNACK`));
    this.#isFirstRead = false;
    this.cork();
    this.#scanner.feed(buffer, length);
    this.uncork();
  }

  closed(cause: string): void {
    const transport = this.#transport;
    this.#transport = undefined;
    this.#state = "closed";
    this.#scanner.reset();
    if (transport !== undefined) this.#settleBytes(transport);
    this.#user.closed(this.#cause ?? cause);
  }

  packet(buffer: Uint8Array, start: number, body: number, end: number): boolean {
    const type = (buffer[start] ?? 0) >> 4;
    this.#codecDown += end - start;
    const problem =
      this.#state === "open"
        ? this.#onOpen(type, buffer, start, body, end)
        : this.#onHandshake(type, buffer.subarray(start, end));
    if (problem !== undefined) this.abort(problem);
    return this.#transport !== undefined && problem === undefined;
  }

  malformed(problem: string): void {
    this.abort(protocolError(problem));
  }

  #onOpen(type: number, buffer: Uint8Array, start: number, body: number, end: number): string | undefined {
    switch (type) {
      case packetType.PINGRESP:
        this.#context.ledger.count(outside, down, type, end - start);
        if (end - start !== 2) return protocolError("malformed PINGRESP");
        if (this.pingSentNs > 0) this.#user.ponged(this.nowNs - this.pingSentNs);
        this.pingSentNs = 0;
        return undefined;
      case packetType.CONNACK:
        this.#context.ledger.count(outside, down, type, end - start);
        return protocolError("unexpected CONNACK");
      case packetType.DISCONNECT:
        return this.#onDisconnect(buffer.subarray(start, end));
      default:
        return this.#user.received(type, buffer, start, body, end);
    }
  }

  /** Until CONNACK nothing else may come; what still comes while we leave is only counted. */
  #onHandshake(type: number, packet: Uint8Array): string | undefined {
    if (type === packetType.DISCONNECT) return this.#onDisconnect(packet);
    this.#context.ledger.count(outside, down, type, packet.length);
    if (this.#state === "closing") return undefined;
    if (type !== packetType.CONNACK) return protocolError(`${packetName(type)} before CONNACK`);
    let connack: Connack;
    try {
      connack = decodeConnack(packet, this.#context.protocol);
    } catch {
      return protocolError("malformed CONNACK");
    }
    if (connack.code !== 0) {
      this.#user.refusal(type, connack.code, packet);
      return `broker refused CONNECT: ${connectReasonInWords(connack.code)}`;
    }
    this.#state = "open";
    this.#keepaliveNs = (connack.serverKeepaliveSeconds ?? this.#context.keepaliveSeconds) * 1e9;
    return this.#user.accepted(connack);
  }

  #onDisconnect(packet: Uint8Array): string {
    this.#context.ledger.count(outside, down, packetType.DISCONNECT, packet.length);
    if (this.#context.protocol !== "5") return protocolError("unexpected DISCONNECT");
    try {
      const reason = decodeDisconnect(packet, "5");
      if (reason >= firstFailure) this.#user.refusal(packetType.DISCONNECT, reason, packet);
      return `broker sent DISCONNECT: ${reason === 0 ? "normal" : reasonInWords(reason)}`;
    } catch {
      return protocolError("malformed DISCONNECT");
    }
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
      transport.isFramed || (transport.bytesWritten === this.#codecUp && transport.bytesRead === this.#codecDown);
    if (!agrees) bytes.unreconciled += 1;
  }

  #timeoutCause(): string {
    const waited = `within ${this.#context.connectTimeoutNs / 1e9} s`;
    return this.#state === "connecting" ? `no TCP connection ${waited}` : `no CONNACK ${waited}`;
  }
}

export function protocolError(problem: string): string {
  return `protocol error of the broker: ${problem}`;
}
