/** Gathers the agents of a run: exactly so many, before anything starts. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue, QueueEvents, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { MqbenchError } from "../errors.ts";
import { formatCounted } from "../format.ts";
import { mqbenchVersion } from "../version.ts";
import type { AgentFacts, Seat, ToAgent, Told } from "./agent-messages.ts";
import { boxKeys } from "./agent-messages.ts";
import { AgentHosts } from "./agent-hosts.ts";
import { startBeats } from "./beats.ts";
import type { Beats } from "./beats.ts";
import { beatMs, KnownAgent } from "./known-agent.ts";
import { Outbox, readInbox } from "./mailbox.ts";
import { eventsOptions, jobOptions, queueName, queueOptions, seatContext, stallCheckOptions } from "./queue.ts";
import type { SeatJob } from "./queue.ts";
import { cannotReach, connectForWaiting, connectRedis } from "./redis.ts";
import type { RedisAddress } from "./redis.ts";
import { Seal } from "./seal.ts";

/** Time for them to leave, when the run is over. */
const leaveMs = 2000;
/** Time for all that is left in Redis to be taken back, and for Redis to say first that it is there. */
const endMs = 4000;
const pingMs = 1000;

export interface GatherOptions {
  readonly address: RedisAddress;
  readonly token: string;
  readonly count: number;
  /** Time for them to come, in milliseconds. */
  readonly withinMs: number;
  /** Resolves when the user asks to stop. */
  readonly interrupted: Promise<void>;
  /** Says who is there. */
  readonly note: (text: string) => void;
  /** The thread of its signs of life; left out: the one that is built beside this file. */
  readonly beatsEntry?: URL;
}

/** null: the user asked to stop before all were there. Throws where not all come, naming those that did. */
export async function gatherAgents(options: GatherOptions): Promise<AgentHosts | null> {
  const { count, withinMs, address, interrupted, note } = options;
  const gathering = await Gathering.begin(options);
  const outcome = await Promise.race([
    gathering.complete.then(() => "complete" as const),
    gathering.failed,
    interrupted.then(() => "interrupted" as const),
    sleep(withinMs, "late" as const, { ref: false }),
  ]);
  if (outcome === "complete") {
    const agents = gathering.agents();
    note(`agents: ${agents.map(({ name }) => name).join(", ")}`);
    return new AgentHosts(agents, async () => await gathering.end());
  }
  const there = gathering.agents().map(({ name }) => name);
  await gathering.end();
  if (outcome === "interrupted") return null;
  if (outcome !== "late") throw outcome;
  const who = there.length === 0 ? "none" : there.join(", ");
  throw new MqbenchError(
    "invalid",
    `${there.length} of ${formatCounted(count, "agent")} came within ${withinMs / 1000} s: ${who}`,
    {
      hint: `start ${count - there.length} more: \`mqbench agent --redis ${address.shown}\`, with the same token; --agents-within waits longer`,
    },
  );
}

const stalled = "holds its seat no longer: its process was stopped, killed, or cut off";

function ignore(): void {}

/** Resolves when the work is done, and when it takes too long: a Redis that answers no more holds nobody up. */
async function unlessLonger(work: Promise<void>, ms: number): Promise<void> {
  const late = new AbortController();
  await Promise.race([work, sleep(ms, undefined, { signal: late.signal }).catch(ignore)]);
  late.abort();
}

/** The run's end of queue and lists. */
class Gathering {
  /** Resolves when all are there. */
  readonly complete: Promise<void>;
  /** Resolves with why an agent could not take its seat, or was lost before all were there. */
  readonly failed: Promise<MqbenchError>;
  readonly #address: RedisAddress;
  readonly #seal: Seal;
  readonly #run = randomBytes(8).toString("hex");
  readonly #count: number;
  readonly #redis: Redis;
  readonly #reading: Redis;
  readonly #queue: Queue<SeatJob>;
  readonly #events: QueueEvents;
  readonly #stallCheck: Worker;
  readonly #beats: Beats;
  readonly #agents = new Map<number, KnownAgent>();
  readonly #left = new Set<number>();
  #beat: NodeJS.Timeout | undefined;
  #isEnding = false;
  #tellComplete: () => void = () => undefined;
  #tellFailed: (why: MqbenchError) => void = () => undefined;

  static async begin({ address, token, count, beatsEntry }: GatherOptions): Promise<Gathering> {
    const redis = await connectRedis(address);
    const reading = await connectForWaiting(address);
    // Events from now on: an agent may refuse its seat before this process has begun to listen.
    const [seconds = 0, micros = 0] = await redis.time();
    const since = `${seconds * 1000 + Math.floor(micros / 1000)}`;
    return new Gathering({ address, token, count, redis, reading, since, beatsEntry });
  }

  private constructor(made: {
    readonly address: RedisAddress;
    readonly token: string;
    readonly count: number;
    readonly redis: Redis;
    readonly reading: Redis;
    /** An id of the queue's events. */
    readonly since: string;
    readonly beatsEntry: URL | undefined;
  }) {
    this.#address = made.address;
    this.#seal = new Seal(made.token);
    this.#count = made.count;
    this.#redis = made.redis;
    this.#reading = made.reading;
    this.complete = new Promise((resolve) => {
      this.#tellComplete = resolve;
    });
    this.failed = new Promise((resolve) => {
      this.#tellFailed = resolve;
    });
    const name = queueName(this.#seal);
    this.#queue = new Queue<SeatJob>(name, queueOptions(made.address));
    this.#events = new QueueEvents(name, { ...eventsOptions(made.address), lastEventId: made.since });
    // It takes no seat: it looks for agents that hold one and are gone, which the others would do, were there any.
    this.#stallCheck = new Worker(name, null, stallCheckOptions(made.address));
    const { address, token, beatsEntry } = made;
    this.#beats = startBeats({ address, token }, (why) => this.#cutOff(why), beatsEntry);
    // Of a connection that is lost the lists' own tells.
    this.#queue.on("error", ignore);
    this.#events.on("error", ignore);
    this.#stallCheck.on("error", ignore);
    this.#events.on("failed", ({ jobId, failedReason }) => this.#seatFailed(jobId, failedReason));
    // With no stall allowed it waits for whoever takes the next seat to fail it, which may be nobody.
    this.#events.on("stalled", ({ jobId }) => this.#seatFailed(jobId, stalled));
    this.#events.on("completed", ({ jobId }) => void this.#left.add(this.#placeOf(jobId)));
    this.#offerSeats().catch((error: unknown) => this.#tellFailed(cannotReach(this.#address, error)));
  }

  agents(): readonly KnownAgent[] {
    return [...this.#agents].toSorted(([a], [b]) => a - b).map(([, agent]) => agent);
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    clearInterval(this.#beat);
    await this.#beats.end();
    await unlessLonger(this.#takeBack(), endMs);
    this.#redis.disconnect();
    this.#reading.disconnect();
  }

  /** Ends the agents' part, and leaves nothing in Redis. */
  async #takeBack(): Promise<void> {
    if (!(await this.#isAnswering())) return;
    // First what nobody took: an agent that is free would take it, and serve a run that is over.
    await this.#removeSeats();
    for (const agent of this.#agents.values()) agent.send({ kind: "end" });
    const isLeft = (): boolean =>
      [...this.#agents].every(([place, agent]) => this.#left.has(place) || agent.whyLost !== null);
    for (let waitedMs = 0; waitedMs < leaveMs && !isLeft(); waitedMs += 20) await sleep(20);
    await this.#removeSeats();
    const keys = this.#places().flatMap((place) => Object.values(boxKeys({ run: this.#run, place })));
    await this.#redis.del(...keys).catch(() => 0);
    await Promise.all(
      [this.#stallCheck, this.#events, this.#queue].map(async (each) => {
        await each.close().catch(() => undefined);
      }),
    );
  }

  async #isAnswering(): Promise<boolean> {
    const answered = this.#redis.ping().then(
      () => true,
      () => false,
    );
    return await Promise.race([answered, sleep(pingMs, false, { ref: false })]);
  }

  /** All but those that an agent holds: one that is lost keeps its seat until its lock runs out. */
  async #removeSeats(): Promise<void> {
    await Promise.all(this.#places().map(async (place) => await this.#queue.remove(this.#jobId(place)).catch(() => 0)));
  }

  async #offerSeats(): Promise<void> {
    const places = this.#places();
    const { up: key } = boxKeys({ run: this.#run, place: 0 });
    const onMessage = (told: Told): void => this.#hear(told);
    void readInbox<Told>({ redis: this.#reading, key, seal: this.#seal, onMessage }).then(() => this.#cutOff());
    this.#redis.once("close", () => this.#cutOff());
    const version = mqbenchVersion();
    await this.#queue.addBulk(
      places.map((place) => {
        const seat: Seat = { run: this.#run, place, version };
        const sealed = this.#seal.close(seat, seatContext).toString("base64");
        return { name: "seat", data: { sealed }, opts: { ...jobOptions, jobId: this.#jobId(place) } };
      }),
    );
    await this.#stallCheck.startStalledCheckTimer();
    this.#beat = setInterval(() => {
      for (const agent of this.#agents.values()) agent.beat();
    }, beatMs);
  }

  #hear({ message, place }: Told): void {
    if (message.kind !== "hello") return this.#agents.get(place)?.hear(message);
    const key = boxKeys({ run: this.#run, place }).down;
    const agent = new KnownAgent(this.#named(message.facts, place), new Outbox<ToAgent>(this.#redis, key, this.#seal));
    this.#agents.set(place, agent);
    this.#beats.tell({ key, isTold: true });
    void agent.lost.then((why) => {
      // One that is only cut off, or comes back, must not take the run for one that goes on.
      this.#beats.tell({ key, isTold: false });
      this.#tellFailed(why);
    });
    if (this.#agents.size === this.#count) this.#tellComplete();
  }

  /** What an agent is called in words and tables must be its own. */
  #named(facts: AgentFacts, place: number): AgentFacts {
    const isTaken = this.agents().some(({ name }) => name === facts.name);
    return isTaken ? { ...facts, name: `${facts.name} (${place + 1})` } : facts;
  }

  #seatFailed(jobId: string, reason: string): void {
    const place = this.#placeOf(jobId);
    if (place === -1) return;
    this.#left.add(place);
    if (this.#isEnding) return;
    const agent = this.#agents.get(place);
    if (agent === undefined) return this.#tellFailed(new MqbenchError("invalid", reason));
    agent.lose(reason === stalled ? reason : `left: ${reason}`);
  }

  #cutOff(why = "the connection to it ended"): void {
    if (this.#isEnding) return;
    this.#tellFailed(cannotReach(this.#address, why));
    for (const agent of this.#agents.values()) agent.lose(`is lost: Redis at ${this.#address.shown} is gone (${why})`);
  }

  #places(): readonly number[] {
    return Array.from({ length: this.#count }, (_, place) => place);
  }

  #jobId(place: number): string {
    return `${this.#run}-${place}`;
  }

  /** -1: a seat of another run. */
  #placeOf(jobId: string): number {
    return this.#places().findIndex((place) => this.#jobId(place) === jobId);
  }
}
