/** The hold load: brings every level to the broker in two moves, filling and settling, and says when each is done. */
import { isWithholding } from "../../../mqtt/client/client.ts";
import type { MqttClient, WithholdingClient } from "../../../mqtt/client/client.ts";
import { matchSensors } from "../../../scenario/audiences.ts";
import { numberedTopic, quietNsAt, shareOf, stepRules } from "../../../scenario/loads/hold-steps.ts";
import type { HoldLoad } from "../../../scenario/loads/hold-steps.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { ShardClient } from "../../shard/make-clients.ts";
import type { FromWorker } from "../../messages.ts";
import { ConnectionFeeder, MessageFeeder, RetainedFeeder } from "./hold-feeders.ts";
import type { Feeder } from "./hold-feeders.ts";
import { OfflineHolder, WithholdingHolder } from "./hold-holders.ts";
import type { Holder } from "./hold-holders.ts";
import { inert } from "../../shard/shard-load.ts";
import type { ShardLoad, ShardLoadKind } from "../../shard/shard-load.ts";

/** What stands is looked at this often. */
const pollMs = 5;

interface HoldOptions {
  readonly scenario: Scenario;
  readonly load: HoldLoad;
  /** The clients of this shard. */
  readonly clients: readonly ShardClient[];
  readonly shards: number;
  readonly now: () => number;
  readonly post: (message: FromWorker) => void;
}

/** Begun by the main thread: each ends with a message of its own. */
type Move = "fill" | "settle";

class Hold {
  readonly #options: HoldOptions;
  /** Feeders and holders by the client's index; undefined: it feeds, or holds, nothing. */
  readonly #feeders: readonly (Feeder | undefined)[];
  readonly #holders: readonly (Holder | undefined)[];
  /** The sensors whose messages a receiver gets, by receiver. */
  readonly #sensorsOf = new Map<number, number[]>();
  #move: Move | undefined;
  #timer: NodeJS.Timeout | undefined;
  #movedFromNs = 0;
  #connectionsBegun = 0;
  #level = 0;
  #missing = 0;
  #progressNs = 0;

  constructor(options: HoldOptions) {
    this.#options = options;
    const { clients, scenario } = options;
    for (const [sensor, places] of matchSensors(scenario).entries())
      for (const place of places) this.#sensorsOf.set(place, [...(this.#sensorsOf.get(place) ?? []), sensor]);
    this.#feeders = clients.map((entry) => this.#feederOf(entry));
    this.#holders = clients.map((entry) => this.#holderOf(entry));
  }

  get waiting(): number {
    return this.#move === "fill" ? this.#missing : 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#move = undefined;
  }

  acknowledged(client: MqttClient): void {
    if (this.#move === "fill") this.#feeders[client.index]?.advance();
  }

  arrived(client: MqttClient): void {
    const holder = this.#holders[client.index];
    if (holder instanceof OfflineHolder) holder.arrived();
  }

  /** Brings what a level needs to the broker. */
  fill(level: number): void {
    this.#level = level;
    const { load, clients, scenario } = this.#options;
    const sensors = scenario.sensors[0]?.count ?? 0;
    const share = (number: number): number => shareOf(load, level, sensors, number);
    for (const [index, { member }] of clients.entries()) {
      const ofSensors =
        member.role === "sensor" ? [member.numberInGroup] : (this.#sensorsOf.get(member.filter?.place ?? -1) ?? []);
      const own = ofSensors.reduce((sum, number) => sum + share(number), 0);
      this.#feeders[index]?.moveTo(own);
      this.#holders[index]?.moveTo(own);
    }
    this.#begin("fill");
  }

  /** Lets go of what a level is below the one before, and waits until every exchange stands at its step. */
  settle(): void {
    this.#begin("settle");
  }

  #begin(move: Move): void {
    clearTimeout(this.#timer);
    this.#move = move;
    this.#movedFromNs = this.#options.now();
    this.#progressNs = this.#movedFromNs;
    this.#connectionsBegun = 0;
    this.#missing = Number.POSITIVE_INFINITY;
    this.#poll();
  }

  #poll(): void {
    const { now, load, post } = this.#options;
    const parts = this.#move === "fill" ? this.#feeders : this.#holders;
    for (const part of parts) part?.advance();
    const missing = parts.reduce((sum, part) => sum + (part?.missing ?? 0), 0);
    const nowNs = now();
    if (missing !== this.#missing) this.#progressNs = nowNs;
    this.#missing = missing;
    const patienceNs = this.#move === "fill" ? load.timeoutNs : quietNsAt(load, this.#level);
    if (missing > 0 && nowNs - this.#progressNs < patienceNs) {
      this.#timer = setTimeout(() => this.#poll(), pollMs);
      return;
    }
    const move = this.#move;
    this.#move = undefined;
    if (move === "fill") post({ kind: "filled", level: this.#level, missing });
    else post({ kind: "settled", missing, held: this.#held() });
  }

  #held(): number {
    return this.#holders.reduce((sum, holder) => sum + (holder?.held ?? 0), 0);
  }

  #feederOf(entry: ShardClient): Feeder | undefined {
    const { load, scenario, now } = this.#options;
    if (entry.member.role !== "sensor") return undefined;
    if (load.step === "connection") return new ConnectionFeeder(entry, () => this.#mayBegin());
    const client = withholding(entry);
    const topic = numberedTopic(entry.member.topic ?? "");
    if (load.step === "retained" && topic !== null && entry.topic !== null) {
      const qos = scenario.sensors[0]?.qos ?? 0;
      const bytes = { bytes: entry.topic, digitsAt: topic.digitsAt };
      return new RetainedFeeder(client, now, bytes, { isVersion5: scenario.protocol === "5", qos });
    }
    return new MessageFeeder(client, now, stepRules[load.step].withholds !== "PUBREL");
  }

  #holderOf(entry: ShardClient): Holder | undefined {
    const { step } = this.#options.load;
    const { holder, withholds } = stepRules[step];
    const isHolder = entry.member.role === (holder === "sensors" ? "sensor" : "subscriber");
    if (!isHolder) return undefined;
    if (withholds !== null) return new WithholdingHolder(withholding(entry), withholds);
    return step === "offline" ? new OfflineHolder(entry) : undefined;
  }

  /** Connections come and go at the scenario's rate, over all shards. */
  #mayBegin(): boolean {
    const { now, scenario, shards } = this.#options;
    const due = (((now() - this.#movedFromNs) / 1e9) * scenario.connect.ratePerSecond) / shards;
    if (this.#connectionsBegun > due) return false;
    this.#connectionsBegun += 1;
    return true;
  }
}

/** The first order starts it; it asks of a shard what an inert load does not. */
function asShardLoad(hold: Hold): ShardLoad {
  return {
    ...inert,
    stop: () => hold.stop(),
    acknowledged: (client) => hold.acknowledged(client),
    refused: (client) => hold.acknowledged(client),
    fill: (level) => hold.fill(level),
    settle: () => hold.settle(),
    arrived: (client) => hold.arrived(client),
    get waiting() {
      return hold.waiting;
    },
  };
}

export const holdInShard: ShardLoadKind<HoldLoad> = {
  sensorsAre: ({ step }) => (step === "connection" ? "away" : "sending"),
  make: ({ task: { scenario, shards }, clients, now, post }, load) =>
    asShardLoad(new Hold({ scenario, load, clients, shards, now, post })),
};

function withholding({ client }: ShardClient): WithholdingClient {
  if (!isWithholding(client)) throw new Error("this driver cannot withhold an answer");
  return client;
}
