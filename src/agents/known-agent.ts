/** One agent as the run sees it: talked to by its lists, given up when it is silent. */
import { EventEmitter } from "node:events";
import { MqbenchError } from "../errors.ts";
import { nextOfKind } from "../engine/workers/running-worker.ts";
import type { RunningWorker } from "../engine/workers/running-worker.ts";
import type { FromWorker } from "../engine/messages.ts";
import type { AgentFacts, FromAgent, FromAgentOf, ToAgent } from "./agent-messages.ts";
import { readClock } from "./clock-offset.ts";
import type { ClockReading, Exchange } from "./clock-offset.ts";
import type { Outbox } from "./mailbox.ts";

/** Between two signs of life, of either side. */
export const beatMs = 400;
/** Beats that may be missing. Beats, so that a machine that slept does not count. */
const silentBeats = 6;
const exchangesOfReading = 20;

/** A shard of the agent, as the trial's pool sees it. */
interface RemoteShard {
  readonly source: EventEmitter<{ message: [FromWorker] }>;
  readonly fail: (cause: Error) => void;
}

type Listener = (message: FromAgent) => void;

export class KnownAgent {
  readonly facts: AgentFacts;
  /** Resolves when it is lost; never otherwise. */
  readonly lost: Promise<MqbenchError>;
  whyLost: MqbenchError | null = null;
  readonly #outbox: Outbox<ToAgent>;
  readonly #listeners = new Set<Listener>();
  readonly #shards = new Map<number, RemoteShard>();
  #tellLost: (cause: MqbenchError) => void = () => undefined;
  #silent = 0;

  constructor(facts: AgentFacts, outbox: Outbox<ToAgent>) {
    this.facts = facts;
    this.#outbox = outbox;
    this.lost = new Promise((resolve) => {
      this.#tellLost = resolve;
    });
  }

  get name(): string {
    return this.facts.name;
  }

  send(message: ToAgent): void {
    if (this.whyLost === null) void this.#outbox.send(message);
  }

  hear(message: FromAgent): void {
    this.#silent = 0;
    if (message.kind === "shard") this.#shards.get(message.shard)?.source.emit("message", message.message);
    else if (message.kind === "shard lost") this.#shards.get(message.shard)?.fail(lostShard(this.name, message));
    else if (message.kind === "leaving") this.lose(`left: ${message.why}`);
    else for (const listener of this.#listeners) listener(message);
  }

  /** To be called once a beat: counts those of the agent that are missing. */
  beat(): void {
    if (this.whyLost !== null) return;
    this.#silent += 1;
    if (this.#silent > silentBeats)
      this.lose(`has not answered for ${(silentBeats * beatMs) / 1000} s: stopped, killed, or cut off`);
  }

  lose(why: string): void {
    if (this.whyLost !== null) return;
    this.whyLost = new MqbenchError("invalid", `agent ${this.name} ${why}`);
    this.#tellLost(this.whyLost);
  }

  /** The next message of a kind after this one is sent; null: it is lost meanwhile. */
  async ask<K extends FromAgent["kind"]>(question: ToAgent, kind: K): Promise<FromAgentOf<K> | null> {
    const answered = new Promise<FromAgentOf<K>>((resolve) => {
      const listener: Listener = (message) => {
        if (!isOfKind(message, kind)) return;
        this.#listeners.delete(listener);
        resolve(message);
      };
      this.#listeners.add(listener);
    });
    this.send(question);
    return await Promise.race([answered, this.lost.then(() => null)]);
  }

  /** null: it is lost. */
  async readClock(): Promise<ClockReading | null> {
    const exchanges: Exchange[] = [];
    for (let each = 0; each < exchangesOfReading; each += 1) {
      const askedNs = process.hrtime.bigint();
      const answer = await this.ask({ kind: "clock" }, "clock");
      if (answer === null) return null;
      const { receivedNs, answeredNs } = answer;
      exchanges.push({ askedNs, receivedNs, answeredNs, heardNs: process.hrtime.bigint() });
    }
    return readClock(exchanges);
  }

  /** A shard of the trial that begins, by its number over all. */
  worker(shard: number): RunningWorker {
    const source = new EventEmitter<{ message: [FromWorker] }>();
    source.setMaxListeners(0);
    const failed = new Promise<Error>((resolve) => {
      this.#shards.set(shard, { source, fail: resolve });
    });
    return {
      noun: `a shard of agent ${this.name}`,
      pid: null,
      failed: Promise.race([failed, this.lost]),
      post: (message) => this.send({ kind: "shard", shard, message }),
      onMessage: (listener) => void source.on("message", listener),
      next: async (kind) => await nextOfKind(source, kind),
      // The agent ends all of them when it is told that the trial is over.
      terminate: async () => await Promise.resolve(),
    };
  }

  /** Shards of a trial before are heard no more. */
  forgetShards(): void {
    this.#shards.clear();
  }
}

function isOfKind<K extends FromAgent["kind"]>(message: FromAgent, kind: K): message is FromAgentOf<K> {
  return message.kind === kind;
}

function lostShard(name: string, { why, isBug }: FromAgentOf<"shard lost">): Error {
  const text = `agent ${name}: ${why}`;
  return isBug ? new Error(text) : new MqbenchError("invalid", text);
}
