/** Serves one run for an agent: hosts its shards trial by trial, and passes on what they and the run tell each other. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { beatMs } from "./known-agent.ts";
import { boxKeys } from "./agent-messages.ts";
import type { FromAgent, Slice, ToAgent, Told } from "./agent-messages.ts";
import { HostedSlice, refusalOf } from "./hosted-slice.ts";
import { Outbox, readInbox } from "./mailbox.ts";
import { ownFacts } from "./own-facts.ts";
import { connectForWaiting, connectRedis } from "./redis.ts";
import { Seal } from "./seal.ts";
import type { SupervisorOrder } from "./supervisor-messages.ts";

/** Beats of the run that may be missing. */
const silentBeats = 10;
/** Time for the last message to leave. */
const lastWordMs = 300;

export class Supervisor {
  /** Resolves when it has nothing more to do: why it left before the run was over; empty: the run is over. */
  readonly left: Promise<string>;
  /** Whether the run has said anything. */
  hasHeard = false;
  readonly #order: SupervisorOrder;
  readonly #connections: readonly Redis[];
  readonly #outbox: Outbox<Told>;
  readonly #watch: NodeJS.Timeout;
  #slice: Slice | null = null;
  #hosted: HostedSlice | null = null;
  #silent = 0;
  #isLeaving = false;
  #tellLeft: (why: string) => void = () => undefined;

  static async begin(order: SupervisorOrder): Promise<Supervisor> {
    return new Supervisor(order, await connectRedis(order.address), await connectForWaiting(order.address));
  }

  private constructor(order: SupervisorOrder, writing: Redis, reading: Redis) {
    this.#order = order;
    this.#connections = [writing, reading];
    this.left = new Promise((resolve) => {
      this.#tellLeft = resolve;
    });
    const seal = new Seal(order.token);
    const { up, down } = boxKeys(order.seat);
    this.#outbox = new Outbox<Told>(writing, up, seal);
    const inbox = { redis: reading, key: down, seal, onMessage: (message: ToAgent) => this.#hear(message) };
    void readInbox<ToAgent>(inbox).then(async () => await this.leave(`Redis at ${order.address.shown} is gone`));
    void this.#send({ kind: "hello", facts: ownFacts(order.name, order.from) });
    this.#watch = setInterval(() => this.#beat(), beatMs);
  }

  /** `why`: before the run is over; empty: it is. Idempotent. */
  async leave(why: string): Promise<void> {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    clearInterval(this.#watch);
    if (why !== "") await Promise.race([this.#send({ kind: "leaving", why }), sleep(lastWordMs)]);
    await this.#hosted?.end();
    for (const redis of this.#connections) redis.disconnect();
    this.#tellLeft(why);
  }

  async #send(message: FromAgent): Promise<void> {
    await this.#outbox.send({ place: this.#order.seat.place, message });
  }

  /** A run that is silent is gone: its load must not go on. */
  #beat(): void {
    this.#silent += 1;
    if (this.#silent > silentBeats)
      void this.leave(`the run has not been heard of for ${(silentBeats * beatMs) / 1000} s`);
    else void this.#send({ kind: "beat" });
  }

  #hear(message: ToAgent): void {
    const receivedNs = process.hrtime.bigint();
    this.#silent = 0;
    this.hasHeard = true;
    switch (message.kind) {
      case "beat":
        return;
      case "clock":
        return void this.#send({ kind: "clock", receivedNs, answeredNs: process.hrtime.bigint() });
      case "slice":
        this.#slice = message.slice;
        return void this.#send({ kind: "slice", refused: refusalOf(message.slice, this.#order.isRemoteAllowed) });
      case "start":
        if (this.#slice !== null) this.#hosted = new HostedSlice(this.#slice, (told) => void this.#send(told));
        return;
      case "shard":
        return this.#hosted?.post(message.shard, message.message);
      case "sample":
        return void this.#send({ kind: "sample", ...(this.#hosted?.sample() ?? nothingUsed) });
      case "end trial":
        return void this.#endTrial();
      case "end":
        return void this.leave("");
    }
  }

  async #endTrial(): Promise<void> {
    const hosted = this.#hosted;
    this.#hosted = null;
    this.#slice = null;
    await hosted?.end();
    void this.#send({ kind: "trial ended" });
  }
}

const nothingUsed = { cpuNs: 0, rssBytes: null, answererEnded: null };
