/** The life of one connection: CONNECT to close, keepalive, its ledger, and its bytes against the socket's. */
import { readConnack, readDisconnect, timeoutWords, whyNoAnswer } from "./answers.ts";
import type { ClientContext } from "./client.ts";
import type { ConnectionUser } from "./connection-user.ts";
import { addEnded, noBytes } from "./connection-bytes.ts";
import { handshakeOf } from "../transport/handshake.ts";
import type { Handshake } from "../transport/handshake.ts";
import type { ConnectionBytes } from "./connection-bytes.ts";
import { otherCause, protocolError } from "../wire/cause.ts";
import type { Cause } from "../wire/cause.ts";
import { acknowledgementBytes } from "../wire/codec.ts";
import { decodeReasonString, encodeConnect, encodeDisconnect, pingreq } from "../wire/control-packets.ts";
import { pingDueNs } from "./keepalive.ts";
import { down, outside, up } from "../wire/ledger.ts";
import { packetName, packetType } from "../wire/packet-types.ts";
import { refusedConnect, sentDisconnect } from "../wire/reason-codes.ts";
import { firstFailure } from "../wire/refused-packets.ts";
import { PacketScanner } from "../wire/scanner.ts";
import type { PacketSink } from "../wire/scanner.ts";
import type { Transport, TransportHandlers } from "../transport/transport.ts";
import { WriteBatch } from "../transport/write-batch.ts";

type State = "closed" | "connecting" | "handshaking" | "open" | "closing";

const batch = new WriteBatch();

export class Connection implements TransportHandlers, PacketSink {
  readonly bytes: ConnectionBytes = noBytes();
  /** When the read that is being handled arrived. */
  nowNs = 0;
  /** Reads so far, over all connections. */
  reads = 0;
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
  /** What the socket had counted when CONNACK had come. */
  #atConnack = { bytesWritten: 0, bytesRead: 0 };
  /** What is written waits in the batch. */
  #isCorked = false;
  #startedNs = 0;
  #lastSentNs = 0;
  #cause: Cause | undefined;

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

  get handshake(): Handshake | null {
    if (this.#state !== "open" || this.#transport === undefined) return null;
    const { protocol } = this.#context.endpoint;
    return handshakeOf({ protocol, secured: this.#transport.secured }, this.#atConnack, this.#transport);
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
      if (nowNs - this.#startedNs > this.#context.connectTimeoutNs)
        this.abort(timeoutWords(this.#state === "connecting", this.#context.connectTimeoutNs));
      return nowNs;
    }
    if (this.#state !== "open") return nowNs;
    if (this.#keepaliveNs === 0) return Number.POSITIVE_INFINITY;
    if (this.pingSentNs > 0) {
      if (nowNs - this.pingSentNs > this.#keepaliveNs) this.abort("no PINGRESP within the keepalive");
    } else if (nowNs >= pingDueNs(this.#lastSentNs, this.#keepaliveNs)) this.ping(nowNs);
    return Math.max(nowNs, pingDueNs(this.#lastSentNs, this.#keepaliveNs));
  }

  ping(nowNs: number): void {
    this.pingSentNs = nowNs;
    this.write(pingreq, packetType.PINGREQ, outside, nowNs);
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
    this.#end(otherCause(cause));
  }

  connected(): void {
    this.#state = "handshaking";
    const { protocol, keepaliveSeconds, sessionExpirySeconds, endpoint } = this.#context;
    const login = this.#user.login?.();
    const packet = encodeConnect({
      protocol,
      clientId: this.#user.clientId,
      isClean: this.#isClean,
      keepaliveSeconds,
      sessionExpirySeconds,
      asks: this.#user.asks,
      username: login?.username ?? endpoint.username,
      password: login?.password ?? endpoint.password,
    });
    this.write(packet, packetType.CONNECT, outside, this.#context.now());
  }

  data(buffer: Uint8Array, length: number): void {
    this.nowNs = this.#context.now();
    this.reads += 1;
    const problem = this.#isFirstRead ? whyNoAnswer(buffer, length) : undefined;
    if (problem !== undefined) return this.#end(problem);
    this.#isFirstRead = false;
    this.cork();
    this.#scanner.feed(buffer, length);
    this.uncork();
  }

  closed(cause: Cause): void {
    const transport = this.#transport;
    this.#transport = undefined;
    this.#state = "closed";
    this.#scanner.reset();
    if (transport !== undefined) {
      const { protocol } = this.#context.endpoint;
      addEnded(this.bytes, { codecUp: this.#codecUp, codecDown: this.#codecDown, socket: transport, protocol });
    }
    this.#user.closed(this.#cause ?? cause);
  }

  packet(buffer: Uint8Array, start: number, body: number, end: number): boolean {
    const type = (buffer[start] ?? 0) >> 4;
    this.#codecDown += end - start;
    const problem =
      this.#state === "open"
        ? this.#onOpen(type, buffer, start, body, end)
        : this.#onHandshake(type, buffer.subarray(start, end));
    if (problem !== undefined) this.#end(problem);
    return this.#transport !== undefined && problem === undefined;
  }

  malformed(problem: string): void {
    this.#end(protocolError(problem));
  }

  #end(cause: Cause): void {
    this.#cause ??= cause;
    this.flush();
    this.#state = "closing";
    this.#transport?.destroy();
  }

  #onOpen(type: number, buffer: Uint8Array, start: number, body: number, end: number): Cause | undefined {
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

  /** Reads a packet of the handshake: until CONNACK nothing else may come; what still comes while we leave is only counted. */
  #onHandshake(type: number, packet: Uint8Array): Cause | undefined {
    if (type === packetType.DISCONNECT) return this.#onDisconnect(packet);
    this.#context.ledger.count(outside, down, type, packet.length);
    if (this.#state === "closing") return undefined;
    if (type !== packetType.CONNACK) return protocolError(`${packetName(type)} before CONNACK`);
    const connack = readConnack(packet, this.#context.protocol);
    if (connack === undefined) return protocolError("malformed CONNACK");
    if (connack.code !== 0) {
      this.#user.refusal(type, connack.code, packet);
      return refusedConnect(connack.code);
    }
    this.#state = "open";
    const { bytesWritten = 0, bytesRead = 0 } = this.#transport ?? {};
    this.#atConnack = { bytesWritten, bytesRead };
    this.#keepaliveNs = (connack.serverKeepaliveSeconds ?? this.#context.keepaliveSeconds) * 1e9;
    return this.#user.accepted(connack);
  }

  #onDisconnect(packet: Uint8Array): Cause {
    this.#context.ledger.count(outside, down, packetType.DISCONNECT, packet.length);
    if (this.#context.protocol !== "5") return protocolError("unexpected DISCONNECT");
    const reason = readDisconnect(packet, "5");
    if (reason === undefined) return protocolError("malformed DISCONNECT");
    if (reason >= firstFailure) this.#user.refusal(packetType.DISCONNECT, reason, packet);
    return sentDisconnect(reason, decodeReasonString(packet, "5"));
  }

  #countUp(type: number, account: number, bytes: number): void {
    this.#codecUp += bytes;
    this.#context.ledger.count(account, up, type, bytes);
  }
}
