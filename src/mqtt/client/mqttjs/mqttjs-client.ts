/** The second driver: MQTT.js does the protocol, and its socket is watched so that both drivers count and time alike. */
import type { Duplex } from "node:stream";
import { MqttClient as Mqttjs } from "mqtt";
import type { ClientContext, ClientSpec, MqttClient, PublisherSpec } from "../client.ts";
import { noBytes } from "../connection-bytes.ts";
import type { ConnectionBytes } from "../connection-bytes.ts";
import { readUint16 } from "../../wire/codec.ts";
import { closedByBroker, otherCause, protocolError } from "../../wire/cause.ts";
import type { Cause } from "../../wire/cause.ts";
import { readCode, readConnack, subscribePacketId, whyNameless, whyUnusable } from "../answers.ts";
import { decodeReasonString, worstGrant } from "../../wire/control-packets.ts";
import type { Connack } from "../../wire/control-packets.ts";
import { failureOf } from "../../transport/connection-failures.ts";
import { outside } from "../../wire/ledger.ts";
import { packetType } from "../../wire/packet-types.ts";
import { refusedConnect, sentDisconnect } from "../../wire/reason-codes.ts";
import { firstFailure, refusedPacket, success } from "../../wire/refused-packets.ts";
import type { Handshake } from "../../transport/handshake.ts";
import { MqttjsReceiver } from "./mqttjs-receiver.ts";
import { MqttjsSender } from "./mqttjs-sender.ts";
import type { SessionIn } from "../session-in.ts";
import { SocketTap } from "../socket-tap.ts";
import { mqttjsOptions, publishOptions, reconnectAs, subscribeOptions } from "./mqttjs-options.ts";
import type { OpenStream } from "../../transport/transport.ts";

export class MqttjsClient implements MqttClient {
  readonly index: number;
  pingSentNs = 0;
  readonly bytes: ConnectionBytes = noBytes();
  readonly #context: ClientContext;
  readonly #open: () => OpenStream;
  readonly #identity: Pick<ClientSpec, "clientId" | "login" | "publisher" | "asks">;
  readonly #publisher: PublisherSpec | undefined;
  readonly #sender: MqttjsSender;
  readonly #receiver: MqttjsReceiver;
  #mqttjs: Mqttjs | undefined;
  #stream: Duplex | undefined;
  #isOpen = false;
  /** Whether it gives up its session with the connection that was asked for last. */
  #isClean = false;
  #isSession = false;
  /** MQTT.js is still sending again what a kept session has in flight, and what it were given now would wait unseen. */
  #isResending = false;
  #tap: SocketTap | undefined;
  #cause: Cause | undefined;
  /** The last one; undefined: none that can be read has come. */
  #connack: Connack | undefined;
  /** The code of the last SUBACK; undefined: none has come. */
  #subackCode: number | undefined;

  /** `open`: connects to the endpoint. */
  constructor(context: ClientContext, spec: ClientSpec, open: () => OpenStream) {
    this.index = spec.index;
    this.#context = context;
    this.#open = open;
    this.#identity = spec;
    this.#receiver = new MqttjsReceiver(context, this, spec.asks);
    this.#publisher = spec.publisher;
    const whenHanded = (handed: (nowNs: number) => void): void => this.#tap?.whenHanded(handed);
    this.#sender = new MqttjsSender(context, { client: this, publisher: spec.publisher, whenHanded });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get inflightOut(): number {
    return this.#sender.inflight;
  }

  get inbound(): SessionIn {
    return this.#receiver.session;
  }

  get inflightIn(): number {
    return this.inbound.inflight;
  }

  get handshake(): Handshake | null {
    return this.#isOpen ? (this.#tap?.handshake ?? null) : null;
  }

  connect(isClean = this.#context.isCleanSession): void {
    this.#cause = undefined;
    this.#isClean = isClean;
    if (this.#mqttjs === undefined || isClean !== this.#context.isCleanSession) {
      this.#mqttjs = this.#make(isClean);
      this.#mqttjs.connect();
    } else reconnectAs(this.#mqttjs, this.#context.endpoint, this.#identity.login);
  }

  hasPlace(kind = 0): boolean {
    // From the broker's end of the connection until its `close` Node refuses what is written, and MQTT.js tells nobody.
    const isWritable = this.#stream?.writable === true;
    return this.#isOpen && isWritable && !this.#isResending && this.#sender.hasPlace(kind);
  }

  canPublish(kind = 0): boolean {
    return this.#stream?.writableLength === 0 && this.hasPlace(kind);
  }

  publish(intendedNs: number, sequence: number, account: number, kind = 0): void {
    const { firstPlace = 0, kinds: { [kind]: sends } = [] } = this.#publisher ?? {};
    if (sends === undefined) throw new Error("this client does not publish");
    const { template, topic, sensor } = sends;
    this.#sender.prepare(intendedNs, sequence, account, firstPlace + kind);
    template.fill(topic, 0, this.#context.runTag, sensor, sequence, intendedNs / 1000);
    const payload = Buffer.from(template.copyPayload().buffer);
    this.#mqttjs?.publish(Buffer.from(topic).toString(), payload, publishOptions(sends), ignore);
  }

  /** An application on MQTT.js has one write a message. */
  cork(): void {}

  uncork(): void {}

  subscribe(filters: readonly string[], ...asked: Parameters<typeof subscribeOptions>): void {
    this.#mqttjs?.subscribe([...filters], subscribeOptions(...asked), (error, granted) => {
      const code = error === null ? worstGrant(granted?.map((each) => each.qos) ?? []) : this.#subackCode;
      if (this.#isOpen) this.#context.events.subscribed(this, code ?? firstFailure);
    });
  }

  ping(): void {
    this.#mqttjs?.sendPing();
  }

  /** MQTT.js has timers of its own. */
  sweep(): number {
    return Number.POSITIVE_INFINITY;
  }

  disconnect(): void {
    if (this.#isOpen) this.#isOpen = false;
    const { protocol, isCleanSession } = this.#context;
    const endsSession = protocol === "5" && !isCleanSession ? { properties: { sessionExpiryInterval: 0 } } : {};
    // While something is in flight MQTT.js would wait for it.
    this.#mqttjs?.end(this.inflightOut > 0, endsSession);
  }

  abort(cause: string): void {
    this.#fail(otherCause(cause));
  }

  #fail(cause: Cause): void {
    this.#cause ??= cause;
    this.#stream?.destroy();
  }

  #make(isClean: boolean): Mqttjs {
    const takePacketId = (): number => this.#sender.session?.takePacketId() ?? subscribePacketId;
    const options = mqttjsOptions(this.#context, { of: this.#identity, isClean, takePacketId });
    const client = new Mqttjs(() => this.#openStream(), options);
    client.on("connect", () => this.#onConnect());
    client.on("error", (error) => {
      const code = "code" in error && typeof error.code === "number" ? error.code : undefined;
      this.#cause ??= code === undefined ? failureOf(error) : refusedConnect(code);
    });
    client.on("close", () => this.#onClose());
    return client;
  }

  /** A CONNACK that MQTT.js is about to read. What it has of a session that the broker has not is to be gone by then: it would send it. */
  #onConnack(packet: Uint8Array, code: number | undefined): void {
    const connack = readConnack(packet, this.#context.protocol);
    this.#connack = connack;
    if (connack === undefined || code !== success) return;
    this.#receiver.begin();
    if (!connack.isSessionPresent) this.#forget();
    const stream = this.#stream;
    // By then MQTT.js has sent the first of it again, and nothing has been acknowledged.
    if (this.inflightOut > 0)
      process.nextTick(() => {
        if (stream !== this.#stream || stream?.destroyed !== false) return;
        this.#isResending = true;
        this.#begin();
      });
  }

  /** Comes only when all that was in flight has been acknowledged again. */
  #onConnect(): void {
    if (!this.#isOpen) return this.#begin();
    this.#isResending = false;
    this.#context.events.resumed(this, this.#context.now());
  }

  #begin(): void {
    const connack = this.#connack;
    if (connack === undefined) return this.#fail(protocolError("malformed CONNACK"));
    const isNameless = whyNameless(this.#identity.clientId, connack);
    const problem = whyUnusable(connack, this.#publisher?.kinds ?? [], this.#isClean) ?? isNameless;
    if (problem !== undefined) return this.#fail(problem);
    this.#sender.begin(connack);
    this.#isOpen = true;
    this.#context.events.opened(this, connack, this.#context.now());
  }

  #openStream(): Duplex {
    const opened = this.#open();
    this.#stream = opened.stream;
    this.#isSession = true;
    this.#isResending = false;
    this.pingSentNs = 0;
    this.#tap = new SocketTap(opened, this.#context, {
      sent: (...packet) => this.#onSent(...packet),
      read: (...packet) => this.#onRead(...packet),
      malformed: (problem) => this.#fail(protocolError(problem)),
    });
    return opened.stream;
  }

  /** A packet that MQTT.js wrote; returns its account. */
  #onSent(type: number, buffer: Uint8Array, start: number, body: number, end: number): number {
    if (type === packetType.PUBLISH) return this.#sender.published(buffer, start, body, end);
    if (type === packetType.PINGREQ)
      this.#tap?.whenHanded((nowNs) => {
        this.pingSentNs = nowNs;
      });
    if (type === packetType.PUBREL) return this.#sender.released(buffer, start, body, end);
    const isAnswer = type === packetType.PUBACK || type === packetType.PUBREC || type === packetType.PUBCOMP;
    return isAnswer ? this.#receiver.answered(type, buffer, body) : outside;
  }

  /** A packet that MQTT.js is about to read; returns its account. */
  #onRead(type: number, buffer: Uint8Array, start: number, body: number, end: number): number {
    const { events, now } = this.#context;
    const nowNs = now();
    switch (type) {
      case packetType.PUBLISH:
        return this.#onDelivery(buffer, start, body, end, nowNs);
      case packetType.PUBACK:
      case packetType.PUBREC:
      case packetType.PUBCOMP:
        return this.#sender.acknowledged(type, buffer, start, body, end);
      case packetType.PUBREL:
        return this.#receiver.pubrel(readUint16(buffer, body), nowNs);
      case packetType.PINGRESP:
        if (this.pingSentNs > 0) events.ponged(this, nowNs - this.pingSentNs);
        this.pingSentNs = 0;
        return outside;
      default:
        this.#onAnswer(type, buffer, start, body, end);
        return outside;
    }
  }

  /** What MQTT.js tells of an answer has neither its code in every case nor the broker's words. */
  #onAnswer(type: number, buffer: Uint8Array, start: number, body: number, end: number): void {
    const packet = buffer.subarray(start, end);
    const code = readCode(type, packet, body - start, this.#context.protocol);
    if (type === packetType.CONNACK) this.#onConnack(packet, code);
    if (type === packetType.SUBACK) this.#subackCode = code;
    if (type === packetType.DISCONNECT && code !== undefined)
      this.#cause ??= sentDisconnect(code, decodeReasonString(packet, "5"));
    if (code === undefined || refusedPacket(type, code) === undefined) return;
    this.#context.events.refusal(this, type, code, buffer, start, end);
  }

  #onDelivery(buffer: Uint8Array, start: number, body: number, end: number, nowNs: number): number {
    const account = this.#receiver.publish(buffer, start, body, end, nowNs);
    if (typeof account === "number") return account;
    this.#fail(protocolError(account));
    return outside;
  }

  #onClose(): void {
    if (!this.#isSession) return;
    this.#isSession = false;
    this.#isOpen = false;
    this.#tap?.settle(this.bytes);
    if (this.#context.isCleanSession) this.#forget();
    this.#context.events.closed(this, this.#cause ?? closedByBroker);
  }

  /** No session is left at the broker: what was in flight never completes. */
  #forget(): void {
    this.#receiver.clear();
    const { session } = this.#sender;
    session?.endAll((slot) => {
      // Else MQTT.js would send it again, and wait for it when it is to end.
      this.#mqttjs?.removeOutgoingMessage(session.table.packetId[slot] ?? 0);
      this.#context.events.abandoned(this, slot);
    });
  }
}

/** What became of a message is seen on the wire. */
function ignore(): void {}
