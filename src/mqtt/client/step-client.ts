/** A client that is driven step by step: it sends what it is told, answers nothing by itself, and keeps every packet with its time. */
import { otherCause, protocolError } from "../wire/cause.ts";
import type { Cause } from "../wire/cause.ts";
import { acknowledgementBytes, writeAcknowledgement } from "../wire/codec.ts";
import type { ProtocolVersion } from "../wire/control-packets.ts";
import type { Endpoint } from "../transport/endpoint.ts";
import type { HeaderLimits } from "../wire/header-limits.ts";
import { down, outside, up } from "../wire/ledger.ts";
import type { Ledger } from "../wire/ledger.ts";
import { packetType } from "../wire/packet-types.ts";
import { refusedConnect, sentDisconnect } from "../wire/reason-codes.ts";
import { refusedPacket, success } from "../wire/refused-packets.ts";
import { PacketScanner } from "../wire/scanner.ts";
import type { PacketSink } from "../wire/scanner.ts";
import {
  describePacket,
  describePublish,
  encodeLeave,
  encodePublish,
  encodeSession,
  encodeSubscription,
  forbiddenPublish,
  readStepPacket,
} from "./step-packets.ts";
import type { Acknowledgement, Publish, SessionOptions, StepPacket, Subscription } from "./step-packets.ts";
import { protocols } from "../transport/protocols.ts";
import type { ClientSpec } from "./client.ts";
import type { OpenTransport, Transport, TransportHandlers } from "../transport/transport.ts";

/** One packet of an exchange, as it stands in a result. */
export interface PacketRecord {
  readonly atNs: number;
  readonly direction: "up" | "down";
  /** The packet in words, for example `PUBLISH 1, QoS 2, DUP`. */
  readonly text: string;
  /** It never reached its receiver. */
  readonly isCut: boolean;
}

export interface StepClientOptions {
  readonly clientId: string;
  readonly protocol: ProtocolVersion;
  readonly endpoint: Endpoint;
  readonly open: OpenTransport;
  /** The limits of what the broker may send. */
  readonly limits: HeaderLimits;
  /** What it logs in with at each connection; left out: what the endpoint states. */
  readonly login?: ClientSpec["login"];
  readonly connectTimeoutNs: number;
  readonly ledger: Ledger;
  readonly now: () => number;
}

/** Bytes of the connections that have ended: by our codec and by the socket. */
export interface StepBytes {
  socketUp: number;
  socketDown: number;
  /** Connections whose codec and socket did not agree. */
  unreconciled: number;
}

export interface Connected {
  readonly isSessionPresent: boolean;
}

/** The packet identifier of our SUBSCRIBE: the exchanges take identifiers from 1. */
const subscribePacketId = 65_535;
/** Of a PUBLISH's first byte (3.3.1.2). */
const qosBits = 0b110;

export class StepClient implements TransportHandlers, PacketSink {
  /** Every packet that came, after it was recorded. */
  onPacket: (packet: StepPacket, atNs: number) => void = () => undefined;
  /** An answer, of this packet type and at buffer[start, end), that refuses something. */
  onRefusal: (answer: number, code: number, buffer: Uint8Array, start: number, end: number) => void = () => undefined;
  readonly clientId: string;
  readonly records: PacketRecord[] = [];
  /** Whether it keeps every packet: a load of many packets does not look at them. */
  isRecording = true;
  readonly bytes: StepBytes = { socketUp: 0, socketDown: 0, unreconciled: 0 };
  /** PUBLISHes at QoS 1 and 2 that came when this end had left: to a kept session the broker sends each again (4.4). */
  readonly unread = { packets: 0, bytes: 0 };
  /** Why the last connection ended; undefined while it lasts. */
  cause: Cause | undefined = otherCause("not connected");
  readonly #options: StepClientOptions;
  readonly #scanner: PacketScanner;
  #session: SessionOptions | undefined;
  #transport: Transport | undefined;
  #codecUp = 0;
  #codecDown = 0;
  #isSilent = false;
  /** This end is over: what is still to be answered stays unanswered. */
  #isLeaving = false;
  #settle: (outcome: { readonly connected: Connected } | { readonly cause: Cause }) => void = () => undefined;
  #granted: (code: number | undefined) => void = () => undefined;
  #hasEnded: () => void = () => undefined;

  constructor(options: StepClientOptions) {
    this.clientId = options.clientId;
    this.#options = options;
    this.#scanner = new PacketScanner(this, options.limits);
  }

  get isOpen(): boolean {
    return this.cause === undefined && this.#transport !== undefined;
  }

  /** Rejects with the cause in words when the broker does not accept. */
  async connect(session: SessionOptions): Promise<Connected> {
    this.#session = session;
    this.cause = undefined;
    this.#isSilent = false;
    this.#isLeaving = false;
    this.#codecUp = 0;
    this.#codecDown = 0;
    const seconds = this.#options.connectTimeoutNs / 1e9;
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#end(otherCause(`no CONNACK within ${seconds} s`)), seconds * 1000);
      this.#settle = (outcome) => {
        clearTimeout(timer);
        this.#settle = () => undefined;
        if ("connected" in outcome) resolve(outcome.connected);
        else reject(new Error(outcome.cause.words));
      };
      this.#transport = this.#options.open(this);
    });
  }

  /** The code granted: 0, 1, 2, or 0x80 and above for a refusal; undefined when the connection ended before. */
  async subscribe(subscription: Subscription): Promise<number | undefined> {
    const seconds = this.#options.connectTimeoutNs / 1e9;
    const granted = new Promise<number | undefined>((resolve) => {
      const timer = setTimeout(() => this.#end(otherCause(`no SUBACK within ${seconds} s`)), seconds * 1000);
      this.#granted = (code) => {
        clearTimeout(timer);
        resolve(code);
      };
    });
    const bytes = encodeSubscription(this.#options.protocol, subscribePacketId, subscription);
    this.#write(bytes, packetType.SUBSCRIBE, `SUBSCRIBE QoS ${subscription.qos}`);
    return await granted;
  }

  /** `isCut`: it is recorded as sent, and never reaches the broker. */
  publish(publish: Publish, isCut = false): void {
    const text = describePublish(publish);
    if (isCut) this.#record("up", text, true);
    else this.#write(encodePublish(this.#options.protocol, publish), packetType.PUBLISH, text);
  }

  answer(type: Acknowledgement, packetId: number, isCut = false): void {
    const text = `${type} ${packetId}`;
    if (isCut) return this.#record("up", text, true);
    const bytes = new Uint8Array(acknowledgementBytes);
    writeAcknowledgement(bytes, 0, packetType[type], packetId);
    this.#write(bytes, packetType[type], text);
  }

  ping(): void {
    this.#write(Uint8Array.of(0xc0, 0), packetType.PINGREQ, "PINGREQ");
  }

  /** Sends what no client may send. */
  violate(): void {
    this.#write(forbiddenPublish, packetType.PUBLISH, "PUBLISH with QoS 3");
  }

  /** Sends DISCONNECT and ends the connection. */
  leave(reason: 0 | 4 = 0): void {
    this.#write(encodeLeave(this.#options.protocol, reason), packetType.DISCONNECT, `DISCONNECT reason ${reason}`);
    this.#isLeaving = true;
    this.#transport?.end();
  }

  /** Resets the connection: the broker sees a client that died. */
  reset(): void {
    this.#isLeaving = true;
    this.#transport?.reset();
  }

  /** Sends nothing and hears nothing from now on, and keeps its connection. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  /** The next end of the connection; at once when it has none. */
  async ended(): Promise<void> {
    if (this.#transport === undefined) return;
    await new Promise<void>((resolve) => {
      this.#hasEnded = resolve;
    });
  }

  /** What came last never reached this client. */
  markLastCut(): void {
    const last = this.records.pop();
    if (last !== undefined) this.records.push({ ...last, isCut: true });
  }

  connected(): void {
    const { clientId, protocol, endpoint } = this.#options;
    if (this.#session === undefined) return;
    const login = this.#options.login?.();
    const [username, password] = [login?.username ?? endpoint.username, login?.password ?? endpoint.password];
    const who = { protocol, clientId, username, password };
    const kept = this.#session.isClean ? "clean session" : "kept session";
    this.#write(encodeSession(who, this.#session), packetType.CONNECT, `CONNECT ${kept}`);
  }

  data(buffer: Uint8Array, length: number): void {
    this.#scanner.feed(buffer, length);
  }

  packet(buffer: Uint8Array, start: number, body: number, end: number): boolean {
    const header = buffer[start] ?? 0;
    this.#codecDown += end - start;
    this.#options.ledger.count(outside, down, header >> 4, end - start);
    if (this.#isLeaving) this.#leaveUnread(header, end - start);
    // What comes after the cut, in the same read, never reached this client.
    if (this.#isSilent || this.#isLeaving) return true;
    let packet: StepPacket;
    try {
      packet = readStepPacket(this.#options.protocol, buffer, [start, body, end]);
    } catch (error) {
      this.#end(protocolError(error instanceof Error ? error.message : String(error)));
      return false;
    }
    this.#record("down", describePacket(packet), false);
    this.#tellRefusal(packet, buffer, start, end);
    if (packet.type === "CONNACK") this.#onConnack(packet.code, packet.isSessionPresent);
    if (packet.type === "SUBACK") this.#granted(packet.code);
    if (packet.type === "DISCONNECT") this.cause = sentDisconnect(packet.reason);
    this.onPacket(packet, this.#options.now());
    return this.#transport !== undefined;
  }

  malformed(problem: string): void {
    this.#end(protocolError(problem));
  }

  closed(cause: Cause): void {
    const transport = this.#transport;
    this.#transport = undefined;
    this.#scanner.reset();
    this.cause ??= cause;
    if (transport !== undefined) this.#settleBytes(transport);
    this.#record("down", `connection ended: ${this.cause.words}`, false);
    this.#settle({ cause: this.cause });
    this.#granted(undefined);
    this.#hasEnded();
  }

  #leaveUnread(header: number, bytes: number): void {
    if (header >> 4 !== packetType.PUBLISH || (header & qosBits) === 0) return;
    this.unread.packets += 1;
    this.unread.bytes += bytes;
  }

  /** Tells a refusal, except those of PUBCOMP and DISCONNECT: a load that breaks the rules on purpose is answered by them. */
  #tellRefusal(packet: StepPacket, buffer: Uint8Array, start: number, end: number): void {
    if (packet.type === "CONNACK" || packet.type === "SUBACK") {
      if (refusedPacket(packetType[packet.type], packet.code) !== undefined)
        this.onRefusal(packetType[packet.type], packet.code, buffer, start, end);
    } else if ((packet.type === "PUBACK" || packet.type === "PUBREC") && packet.reason !== success)
      this.onRefusal(packetType[packet.type], packet.reason, buffer, start, end);
  }

  #onConnack(code: number, isSessionPresent: boolean): void {
    if (code === 0) this.#settle({ connected: { isSessionPresent } });
    else this.#end(refusedConnect(code));
  }

  #end(cause: Cause): void {
    this.cause ??= cause;
    this.#transport?.destroy();
  }

  #write(bytes: Uint8Array, type: number, text: string): void {
    if (this.#transport === undefined || this.#isLeaving) return;
    this.#codecUp += bytes.length;
    this.#options.ledger.count(outside, up, type, bytes.length);
    this.#record("up", text, false);
    this.#transport.write(bytes, bytes.length);
  }

  #record(direction: PacketRecord["direction"], text: string, isCut: boolean): void {
    if (this.isRecording) this.records.push({ atNs: this.#options.now(), direction, text, isCut });
  }

  #settleBytes(transport: Transport): void {
    const { bytes } = this;
    bytes.socketUp += transport.bytesWritten;
    bytes.socketDown += transport.bytesRead;
    const agrees = transport.bytesWritten === this.#codecUp && transport.bytesRead === this.#codecDown;
    if (!protocols[this.#options.endpoint.protocol].isFramed && !agrees) bytes.unreconciled += 1;
  }
}
