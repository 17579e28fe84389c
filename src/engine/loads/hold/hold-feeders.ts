/** How a client of the hold load brings its share to the broker: messages, retained messages, or its connection. */
import type { WithholdingClient } from "../../../mqtt/client/client.ts";
import { PublishTemplate } from "../../../mqtt/wire/codec.ts";
import type { TemplateOptions } from "../../../mqtt/wire/codec.ts";
import { outside } from "../../../mqtt/wire/ledger.ts";
import { messageDigits } from "../../../scenario/loads/hold-steps.ts";
import type { ShardClient } from "../../shard/make-clients.ts";

export interface Feeder {
  /** How much of the level is this client's. */
  moveTo(share: number): void;
  /** Goes on as far as it can at this moment. */
  advance(): void;
  /** What is still to be done; 0: its share stands. */
  readonly missing: number;
}

/** Sends as many messages as the share grows; letting go is the holder's part. */
export class MessageFeeder implements Feeder {
  readonly #client: WithholdingClient;
  readonly #now: () => number;
  /** Whether a message counts only when its sender has had the acknowledgement. */
  readonly #isAcknowledged: boolean;
  #share = 0;
  #toSend = 0;
  #sequence = 0;

  constructor(client: WithholdingClient, now: () => number, isAcknowledged: boolean) {
    this.#client = client;
    this.#now = now;
    this.#isAcknowledged = isAcknowledged;
  }

  get missing(): number {
    return this.#toSend + (this.#isAcknowledged ? this.#client.inflightOut : 0);
  }

  moveTo(share: number): void {
    this.#toSend += Math.max(0, share - this.#share);
    this.#share = share;
  }

  advance(): void {
    while (this.#toSend > 0 && this.#client.canPublish()) {
      this.#client.publish(wholeMicroseconds(this.#now()), this.#sequence, outside);
      this.#sequence += 1;
      this.#toSend -= 1;
    }
  }
}

export interface RetainedTopic {
  /** The bytes that the client publishes to: rewritten for every message. */
  readonly bytes: Uint8Array;
  readonly digitsAt: number;
}

/** Retains one message on each of so many topics; clears those of the last first. */
export class RetainedFeeder implements Feeder {
  readonly #client: WithholdingClient;
  readonly #now: () => number;
  readonly #topic: RetainedTopic;
  /** An empty payload clears a retained message (section 3.3.1.3). */
  readonly #clearing: PublishTemplate;
  #share = 0;
  #standing = 0;
  #sequence = 0;

  constructor(
    client: WithholdingClient,
    now: () => number,
    topic: RetainedTopic,
    template: Omit<TemplateOptions, "payload" | "topicBytes" | "isRetained">,
  ) {
    this.#client = client;
    this.#now = now;
    this.#topic = topic;
    this.#clearing = new PublishTemplate({
      ...template,
      isRetained: true,
      topicBytes: topic.bytes.length,
      payload: new Uint8Array(0),
    });
  }

  get missing(): number {
    return Math.abs(this.#share - this.#standing) + this.#client.inflightOut;
  }

  moveTo(share: number): void {
    this.#share = share;
  }

  advance(): void {
    while (this.#standing !== this.#share && this.#client.canPublish()) {
      const intendedNs = wholeMicroseconds(this.#now());
      const isRising = this.#standing < this.#share;
      this.#number(isRising ? this.#standing : this.#standing - 1);
      if (isRising) this.#client.publish(intendedNs, this.#sequence, outside);
      else this.#client.publishAs(this.#clearing, intendedNs, this.#sequence, outside);
      this.#standing += isRising ? 1 : -1;
      this.#sequence += 1;
    }
  }

  #number(message: number): void {
    const { bytes, digitsAt } = this.#topic;
    let rest = message;
    for (let digit = messageDigits - 1; digit >= 0; digit -= 1) {
      bytes[digitsAt + digit] = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
  }
}

/** A share of 1 is a connection, of 0 none. */
export class ConnectionFeeder implements Feeder {
  readonly #entry: ShardClient;
  /** Whether one more connection may be begun or ended now. */
  readonly #mayBegin: () => boolean;
  #share = 0;
  #isMoving = false;

  constructor(entry: ShardClient, mayBegin: () => boolean) {
    this.#entry = entry;
    this.#mayBegin = mayBegin;
  }

  get missing(): number {
    return this.#entry.isUp === this.#share > 0 ? 0 : 1;
  }

  moveTo(share: number): void {
    this.#share = share;
    this.#isMoving = this.missing > 0;
  }

  advance(): void {
    if (!this.#isMoving || !this.#mayBegin()) return;
    this.#isMoving = false;
    this.#entry.isAway = this.#share === 0;
    if (this.#share > 0) this.#entry.client.connect();
    else this.#entry.client.disconnect();
  }
}

/** The payload says the intended time in microseconds. */
function wholeMicroseconds(timeNs: number): number {
  return Math.floor(timeNs / 1000) * 1000;
}
