/** One exchange of the handshake matrix: a message from a publisher to a subscriber, and the one fault that befalls it. */
import type { PacketRecord, StepClient } from "../../../mqtt/client/step-client.ts";
import type { Acknowledgement, StepPacket } from "../../../mqtt/client/step-packets.ts";
import type { ExchangePacket } from "../../../result/loads/handshake.ts";
import { isSentByClient } from "../../../scenario/loads/handshake-rows.ts";
import type { Row, Step } from "../../../scenario/loads/handshake-rows.ts";
import { Receiver } from "../../stepwise/receiver.ts";
import type { SteppedMessages, WhichMessage } from "../../stepwise/stepped-messages.ts";

export interface ExchangeOptions {
  readonly row: Row;
  readonly publisher: StepClient;
  readonly subscriber: StepClient;
  readonly topic: string;
  readonly messages: SteppedMessages;
  readonly which: WhichMessage;
  /** MQTT 5: a client must discard its state when the broker has none (section 3.2.2.1.1); in 3.1.1 it may go on. */
  readonly isVersion5: boolean;
}

const packetId = 1;
/** The stages of an exchange: until the fault, while an answer is withheld, while it is down, and after the session was resumed. */
type ExchangeStage = "before" | "withholding" | "down" | "resumed";

export class Exchange {
  readonly publisher: StepClient;
  readonly subscriber: StepClient;
  deliveries = 0;
  resentWhileOpen = 0;
  isDeliveredWhileOpen = false;
  publishesResent = 0;
  withDup = 0;
  pubrelsResent = 0;
  readonly acknowledgements: Partial<Record<Acknowledgement, number>> = {};
  /** The handshake on the faulty side came to its end after the fault. */
  isFinished = false;
  /** Session present, as the CONNACK of the resumed connection says. */
  isSessionPresent = false;
  readonly #options: ExchangeOptions;
  readonly #receiver: Receiver;
  #stage: ExchangeStage = "before";
  /** PUBREC was seen: the message is the broker's, and PUBREL is due (4.3.3). */
  #isReleasing = false;
  /** The second PUBLISH of a duplicate has left. */
  #hasRepeated = false;
  /** The subscriber has had a PUBREL. */
  #hasBeenReleased = false;

  constructor(options: ExchangeOptions) {
    const { publisher, subscriber } = options;
    this.#options = options;
    this.publisher = publisher;
    this.subscriber = subscriber;
    this.#receiver = new Receiver({
      client: subscriber,
      onDelivery: (publish) => {
        const { sensor, sequence } = options.messages.read(publish) ?? {};
        if (sensor === options.which.sensor && sequence === options.which.sequence) this.deliveries += 1;
      },
      mayAnswer: (type, id) => this.#mayAnswer(type, id),
    });
    publisher.onPacket = (packet) => this.#onPublisherPacket(packet);
    subscriber.onPacket = (packet, atNs) => this.#onSubscriberPacket(packet, atNs);
  }

  /** The client on whose connection the fault happens. */
  get faulty(): StepClient {
    return this.#options.row.side === "publisher" ? this.publisher : this.subscriber;
  }

  /** The fault has happened. */
  get isReached(): boolean {
    return this.#options.row.fault === "duplicate" ? this.#hasRepeated : this.#stage !== "before";
  }

  begin(): void {
    const { row } = this.#options;
    const isCut = row.side === "publisher" && row.step === "PUBLISH" && row.fault !== "duplicate";
    this.#publish(false, isCut);
    if (isCut) this.#strike();
    if (row.fault === "duplicate" && row.step === "PUBLISH") this.#repeat();
    // Nobody answers it.
    if (row.qos === 0 && row.side === "publisher") this.isFinished = true;
  }

  /** Cuts the connection on which an answer was withheld. */
  cut(): void {
    if (this.#stage !== "withholding") return;
    this.isDeliveredWhileOpen = this.deliveries > 0;
    this.#stage = "down";
    this.faulty.reset();
  }

  /** Every packet of both clients, in the order of time. */
  packets(fromNs: number): readonly ExchangePacket[] {
    const of = (client: ExchangePacket["client"], records: readonly PacketRecord[]): readonly ExchangePacket[] =>
      records.map(({ atNs, direction, text, isCut }) => ({
        atMs: Math.round((atNs - fromNs) / 1e3) / 1e3,
        client,
        direction,
        packet: text,
        isCut,
      }));
    return [...of("publisher", this.publisher.records), ...of("subscriber", this.subscriber.records)].toSorted(
      (a, b) => a.atMs - b.atMs,
    );
  }

  #publish(isDuplicate: boolean, isCut: boolean): void {
    const { row, topic, messages, which } = this.#options;
    const id = row.qos === 0 ? 0 : packetId;
    const payload = messages.payloadOf(which);
    this.publisher.publish({ topic, payload, qos: row.qos, packetId: id, isDuplicate, isRetained: false }, isCut);
  }

  /** Sends the same PUBLISH again, with DUP. */
  #repeat(): void {
    this.#hasRepeated = true;
    this.publishesResent += 1;
    this.withDup += 1;
    this.#isReleasing = false;
    this.#publish(true, false);
  }

  /** The fault of the row happens: the connection is cut, or the answer withheld. */
  #strike(): void {
    if (this.#options.row.fault === "withheld") {
      this.#stage = "withholding";
      return;
    }
    this.#stage = "down";
    this.faulty.reset();
  }

  /** The faulty client is connected again: what its session has in flight is sent again (4.4), before anything else comes. */
  #resume(isSessionPresent: boolean): void {
    const { row, isVersion5 } = this.#options;
    const keepsState = isSessionPresent || !isVersion5;
    this.isSessionPresent = isSessionPresent;
    this.#stage = "resumed";
    if (!keepsState) this.#receiver.forget();
    if (row.qos === 0) this.isFinished = true;
    if (row.side !== "publisher" || row.qos === 0 || !keepsState) return;
    if (this.#isReleasing) {
      this.pubrelsResent += 1;
      this.publisher.answer("PUBREL", packetId);
    } else {
      this.publishesResent += 1;
      this.withDup += 1;
      this.#publish(true, false);
    }
  }

  /** Whether a packet that the faulty client has just received is the one that must not reach it. */
  #isStruck(side: Row["side"], type: StepPacket["type"]): boolean {
    const { row } = this.#options;
    const isHere = row.fault !== "duplicate" && row.side === side && row.step === type && !isSentByClient(row);
    return isHere && this.#stage === "before";
  }

  #onPublisherPacket(packet: StepPacket): void {
    const { row } = this.#options;
    if (packet.type === "CONNACK" && row.side === "publisher" && this.#stage === "down")
      return this.#resume(packet.isSessionPresent);
    if (packet.type !== "PUBACK" && packet.type !== "PUBREC" && packet.type !== "PUBCOMP") return;
    if (this.#isStruck("publisher", packet.type)) {
      this.publisher.markLastCut();
      return this.#strike();
    }
    if (row.side === "publisher") this.acknowledgements[packet.type] = (this.acknowledgements[packet.type] ?? 0) + 1;
    if (this.#stage === "withholding" && row.side === "publisher") {
      this.resentWhileOpen += 1;
      return;
    }
    if (row.fault === "duplicate" && row.step === packet.type && !this.#hasRepeated) return this.#repeat();
    if (packet.type === "PUBREC") this.#release();
    else if (row.side === "publisher" && (row.fault === "duplicate" || this.#stage === "resumed"))
      this.isFinished = true;
  }

  #release(): void {
    const { row } = this.#options;
    const isStruck =
      row.side === "publisher" && row.step === "PUBREL" && row.fault !== "duplicate" && this.#stage === "before";
    this.#isReleasing = true;
    this.publisher.answer("PUBREL", packetId, isStruck);
    if (isStruck) this.#strike();
  }

  #onSubscriberPacket(packet: StepPacket, atNs: number): void {
    const { row, messages, which } = this.#options;
    if (packet.type === "CONNACK" && row.side === "subscriber" && this.#stage === "down")
      return this.#resume(packet.isSessionPresent);
    if (packet.type !== "PUBLISH" && packet.type !== "PUBREL") return;
    if (packet.type === "PUBLISH" && !messages.isOne(packet, which)) return this.#receiver.receive(packet, atNs);
    if (this.#isStruck("subscriber", packet.type)) {
      this.subscriber.markLastCut();
      return this.#strike();
    }
    if (row.side === "subscriber" && this.#stage === "withholding") this.resentWhileOpen += 1;
    if (row.side === "subscriber" && this.#stage === "resumed") {
      if (packet.type === "PUBREL") this.pubrelsResent += this.#isFirstRelease ? 0 : 1;
      if (packet.type === "PUBLISH") {
        this.publishesResent += 1;
        if (packet.isDuplicate) this.withDup += 1;
      }
    }
    if (packet.type === "PUBREL") this.#hasBeenReleased = true;
    this.#receiver.receive(packet, atNs);
  }

  /** Cut before it was ever released: the PUBREL that follows is no repetition. */
  get #isFirstRelease(): boolean {
    const { step } = this.#options.row;
    return !this.#hasBeenReleased && (step === "PUBLISH" || step === "PUBREC");
  }

  #mayAnswer(type: Acknowledgement, id: number): boolean {
    const { row } = this.#options;
    if (row.side !== "subscriber") return true;
    if (this.#stage === "withholding") return false;
    if (this.#stage === "before" && row.fault !== "duplicate" && row.step === type) {
      this.subscriber.answer(type, id, true);
      this.#strike();
      return false;
    }
    if (this.#stage === "down") return false;
    this.acknowledgements[type] = (this.acknowledgements[type] ?? 0) + 1;
    const last: Step = row.qos === 1 ? "PUBACK" : "PUBCOMP";
    if (type === last && this.#stage === "resumed") this.isFinished = true;
    return true;
  }
}
