/** A device that comes, subscribes, sends what it has to say, and leaves; what is due while it is there waits. */
import { messageOf } from "../../../errors.ts";
import type { StepClient } from "../../../mqtt/client/step-client.ts";
import type { SessionOptions } from "../../../mqtt/client/step-packets.ts";
import type { Qos } from "../../../scenario/keys/qos.ts";
import type { ChurnLoad, LeaveManner } from "../../../scenario/loads/churn.ts";
import { StepFailure } from "../../stepwise/bench.ts";
import type { Bench } from "../../stepwise/bench.ts";
import { Outbox } from "../../stepwise/outbox.ts";
import { Receiver } from "../../stepwise/receiver.ts";
import type { Place } from "../../stepwise/step-identity.ts";
import type { SteppedMessages } from "../../stepwise/stepped-messages.ts";
import type { Visit, VisitLog } from "./visit-log.ts";

export interface VisitorOptions {
  readonly bench: Bench;
  readonly load: ChurnLoad;
  readonly log: VisitLog;
  readonly device: number;
  readonly place: Place;
  readonly topic: string;
  /** What it subscribes to; null: nothing. */
  readonly filter: string | null;
  readonly qos: Qos;
  readonly messages: SteppedMessages;
}

/** An hour after the load no session is there, also where mqbench could not clear it. */
const sessionSeconds = 3600;

export class Visitor {
  readonly #options: VisitorOptions;
  readonly #waiting: Visit[] = [];
  #client: StepClient;
  #outbox: Outbox;
  #visits = 0;
  #isHere = false;
  #isOver = false;
  /** Whether it left without a word: its connection still stands, and the next visit needs another. */
  #isSilent = false;

  constructor(options: VisitorOptions) {
    this.#options = options;
    this.#client = options.bench.client("sensors", `s${options.device + 1}`, options.place);
    this.#outbox = this.#equip();
  }

  get isHere(): boolean {
    return this.#isHere;
  }

  /** A visit is due: it begins, or waits until the device has left. */
  come(visit: Visit): void {
    if (this.#isHere) this.#waiting.push(visit);
    else void this.#visit(visit);
  }

  /** Nothing that waits begins any more, and what fails from now on, as connections are closed, is not the broker's. */
  stop(): void {
    this.#isOver = true;
    this.#waiting.length = 0;
  }

  async #visit(visit: Visit): Promise<void> {
    this.#isHere = true;
    try {
      await this.#stay(visit);
    } catch (error) {
      if (!this.#isOver) visit.failure = messageOf(error instanceof StepFailure ? error.cause : error);
      this.#client.reset();
      await this.#client.ended();
    }
    this.#isHere = false;
    const next = this.#waiting.shift();
    if (next !== undefined) void this.#visit(next);
  }

  async #stay(visit: Visit): Promise<void> {
    const { bench, load, filter } = this.#options;
    const isFirst = this.#visits === 0;
    const manner = load.leave[this.#visits % load.leave.length] ?? "disconnect";
    this.#visits += 1;
    if (this.#isSilent) this.#replace();
    visit.begunNs = bench.now();
    const { isSessionPresent } = await bench.connect(this.#client, this.#session);
    visit.connectedNs = bench.now();
    visit.hasLostSession = !isFirst && !bench.scenario.session.clean && !isSessionPresent;
    if (filter !== null) await this.#subscribe(filter);
    await this.#send(visit);
    visit.doneNs = bench.now();
    if (load.stayNs > 0) await Promise.race([pause(load.stayNs), this.#client.ended()]);
    await this.#leave(manner);
    visit.leftNs = bench.now();
  }

  async #subscribe(filter: string): Promise<void> {
    const code = await this.#client.subscribe({ filter, qos: this.#options.qos, retainHandling: 0 });
    if (code === undefined) throw new Error(this.#client.cause?.words ?? "the connection ended");
    if (code > 2) throw new Error("the subscription was refused");
  }

  async #send(visit: Visit): Promise<void> {
    const { bench, load, log, device, topic, qos, messages } = this.#options;
    for (let message = 0; message < load.messages; message += 1) {
      const payload = messages.payloadOf({ sensor: device, sequence: log.sent(visit) });
      this.#outbox.publish({ topic, payload, qos, isRetained: false });
    }
    const { timeoutNs } = bench.scenario.connect;
    const late = { timer: undefined as NodeJS.Timeout | undefined };
    const ended = await Promise.race([
      this.#outbox.emptied().then(() => "emptied" as const),
      this.#client.ended().then(() => "closed" as const),
      new Promise<"late">((resolve) => {
        late.timer = setTimeout(() => resolve("late"), timeoutNs / 1e6);
      }),
    ]);
    clearTimeout(late.timer);
    if (ended === "closed") throw new Error(this.#client.cause?.words ?? "the connection ended");
    if (ended === "late") throw new Error(`messages not acknowledged within ${timeoutNs / 1e9} s`);
  }

  async #leave(manner: LeaveManner): Promise<void> {
    switch (manner) {
      case "disconnect":
        this.#client.leave();
        return await this.#client.ended();
      case "reset":
        this.#client.reset();
        return await this.#client.ended();
      case "silent":
        this.#client.fallSilent();
        this.#isSilent = true;
    }
  }

  /** Another client of its id. */
  #replace(): void {
    this.#client = this.#options.bench.again(this.#client);
    this.#outbox = this.#equip();
    this.#isSilent = false;
  }

  get #session(): SessionOptions {
    const { session, keepaliveSeconds } = this.#options.bench.scenario;
    return { isClean: session.clean, keepaliveSeconds, will: null, expirySeconds: session.clean ? 0 : sessionSeconds };
  }

  #equip(): Outbox {
    const client = this.#client;
    client.isRecording = false;
    const outbox = new Outbox(client);
    const receiver = new Receiver({ client, onDelivery: () => undefined });
    client.onPacket = (packet, atNs) => {
      outbox.receive(packet);
      receiver.receive(packet, atNs);
    };
    return outbox;
  }
}

async function pause(ns: number): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, ns / 1e6);
  });
}
