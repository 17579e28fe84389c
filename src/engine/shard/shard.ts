/** The clients of one thread: connects them, runs their load, and tells what they saw. */
import { Recorder } from "../../metrics/recorder.ts";
import type { Cause } from "../../mqtt/wire/cause.ts";
import type { ClientEvents, MqttClient } from "../../mqtt/client/client.ts";
import type { MakeClient } from "../../mqtt/client/drivers.ts";
import type { Connack } from "../../mqtt/wire/control-packets.ts";
import type { PublishView } from "../../mqtt/wire/codec.ts";
import { sweepEveryMs } from "../../mqtt/client/keepalive.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { countConnecting, Ledger, nothingCounted } from "../../mqtt/wire/ledger.ts";
import type { OpenTransport } from "../../mqtt/transport/transport.ts";
import { ConnectionWaits } from "./waits/connection-waits.ts";
import { Deliveries } from "./received/deliveries.ts";
import { LagProbes } from "./lag-probe.ts";
import { BrokerSays } from "./broker-says.ts";
import { Leaving } from "./leaving.ts";
import type { ShardLoad, ShardLoadKind } from "./shard-load.ts";
import type { MadeClients, ShardClient } from "./make-clients.ts";
import { contextsOf, leaveForGood, makeClients } from "./make-clients.ts";
import { Phases } from "./phases.ts";
import { reportShard } from "./shard-report.ts";
import type { AtEnd } from "./shard-report.ts";
import { RatedStart, subscribe } from "./rated-start.ts";
import { Reconnects } from "./reconnects.ts";
import type { StartMetronome } from "../pacing/metronome.ts";
import { Roster } from "./roster.ts";
import { unreleasedAges } from "./received/unreleased-ages.ts";
import { Sweeper } from "./sweeper.ts";
import { tellBeginning } from "./tell-beginning.ts";
import { ThreadMonitor } from "./thread-monitor.ts";
import { lateMs } from "../waits.ts";
import type { AgesPart, FromWorker, ShardTask, ToWorker } from "../messages.ts";
import type { Load } from "../../scenario/loads.ts";

type ShardStage = "waiting" | "connecting" | "subscribing" | "loading" | "finishing";

export interface ShardSurroundings {
  readonly open: (endpoint: Endpoint) => OpenTransport;
  /** The client that the scenario names. */
  readonly makeClient: MakeClient;
  readonly post: (message: FromWorker) => void;
  /** Nanoseconds since the trial began. */
  readonly now: () => number;
  readonly startMetronome: StartMetronome;
  /** The kind of load of the task. */
  readonly kind: ShardLoadKind<Load>;
}

export class Shard implements ClientEvents {
  readonly #task: ShardTask;
  readonly #post: (message: FromWorker) => void;
  readonly #now: () => number;
  readonly #recorder: Recorder;
  readonly #ledger: Ledger;
  readonly #phases = new Phases();
  readonly #deliveries: Deliveries;
  readonly #roster: Roster;
  readonly #start: RatedStart;
  readonly #reconnects: Reconnects;
  readonly #says: BrokerSays;
  readonly #waits: ConnectionWaits;
  readonly #leaving: Leaving;
  readonly #made: Pick<MadeClients, "sensors" | "firstPlaces">;
  readonly #load: ShardLoad;
  readonly #monitor: ThreadMonitor;
  readonly #sweeper: Sweeper;
  readonly #sweep: NodeJS.Timeout;
  readonly #probes: LagProbes | null;
  #stage: ShardStage = "waiting";
  /** What connecting had taken when the load began. */
  #connectingBefore = nothingCounted;
  /** Set while finishing, until the report is told. */
  #tell: (() => void) | undefined;
  /** Clients have had their time to end their connections: what is left is cut. */
  #late: NodeJS.Timeout | undefined;
  #isLate = false;

  constructor(task: ShardTask, { open, makeClient, post, now, startMetronome, kind }: ShardSurroundings) {
    const { scenario } = task;
    this.#task = task;
    this.#post = post;
    this.#now = now;
    this.#monitor = new ThreadMonitor(this.#now);
    this.#recorder = new Recorder(scenario.sensors.length + 1);
    this.#ledger = new Ledger(scenario.sensors.length + 1);
    this.#deliveries = new Deliveries(this.#recorder, this.#phases, task);
    const contexts = contextsOf(task, open, { ledger: this.#ledger, events: this, now: this.#now });
    const made = makeClients(task, contexts, { makeClient, sensorsAre: kind.sensorsAre(scenario.load), open });
    const { clients, table } = made;
    this.#roster = new Roster(clients, table);
    this.#reconnects = new Reconnects(scenario, clients);
    const waits = new ConnectionWaits(this.#recorder, scenario.connect, clients.length);
    this.#waits = waits;
    const isStarting = (): boolean => this.#stage === "connecting" || this.#stage === "subscribing";
    this.#start = new RatedStart({ clients, waits, task, now, isStarting, allBegun: () => this.#settleStage() });
    this.#says = new BrokerSays(scenario, made, now);
    this.#leaving = new Leaving({ task, clients, now });
    this.#made = made;
    const own = { recorder: this.#recorder, phases: this.#phases, outages: this.#reconnects.outages };
    this.#load = kind.make({ ...made, ...own, task, now, startMetronome, post }, scenario.load);
    this.#sweeper = new Sweeper(clients.map(({ client }) => client));
    const probed = { open, makeClient, now, phases: this.#phases, recorder: this.#recorder, beside: table };
    this.#probes = task.answerer === null ? null : new LagProbes(task, task.answerer, probed);
    this.#sweep = setInterval(() => {
      this.#sweeper.sweep(this.#now());
    }, sweepEveryMs);
    post({ kind: "ready" });
  }

  handle(message: ToWorker): void {
    switch (message.kind) {
      case "connect":
        this.#stage = "connecting";
        return this.#start.connect(message.fromNs);
      case "subscribe":
        this.#stage = "subscribing";
        return this.#start.subscribe();
      case "load":
        this.#stage = "loading";
        this.#phases.set(message.times);
        this.#connectingBefore = countConnecting(this.#ledger);
        this.#monitor.measureBetween(message.times);
        this.#load.start(message.times);
        this.#leaving.start(message.times);
        return tellBeginning(this.#task, message.times, this.#now, this.#post);
      case "snapshot":
        return this.#post({
          kind: "snapshot",
          atNs: this.#now(),
          snapshot: this.#recorder.take(),
          unended: message.withAges ? this.#agesAt(this.#now()) : [],
          gauges: this.#roster.gauges(this.#load.waiting),
          health: this.#monitor.read(),
        });
      case "fill":
        this.#stage = "loading";
        return this.#load.fill(message.level);
      case "settle":
        return this.#load.settle();
      case "ask":
        return this.#waits.ask(this.#roster.clients, (asked) => this.#post({ kind: "asked", ...asked }));
      case "stop":
        this.#phases.cut(message.atNs);
        this.#leaving.stop();
        return this.#load.stop(message.atNs);
      case "finish":
        return this.#finish(message.withinMs);
      case "are you there":
        return this.#post({ kind: "here" });
    }
  }

  opened(client: MqttClient, connack: Connack, nowNs: number): void {
    const entry = this.#roster.clients[client.index];
    if (entry === undefined) return;
    this.#says.accepts(entry, connack);
    // Its kept session is given up now: that was all it came back for.
    if (this.#stage === "finishing") return client.disconnect();
    if (this.#roster.opened(entry) && this.#stage === "connecting") this.#waits.accepted(entry, nowNs);
    else {
      this.#reconnects.outages.back(client.index, nowNs, connack.isSessionPresent);
      if (!connack.isSessionPresent) subscribe(entry);
    }
    if (this.#stage === "loading" && entry.member.role === "sensor") this.#load.opened(client, nowNs);
    this.#settleStage();
  }

  resumed(client: MqttClient, nowNs: number): void {
    if (this.#stage === "loading") this.#load.opened(client, nowNs);
  }

  closed(client: MqttClient, ended: Cause): void {
    const entry = this.#roster.clients[client.index];
    if (entry === undefined) return;
    this.#sweeper.closed(client.index);
    const wasUp = this.#roster.closed(entry);
    if (this.#stage === "finishing") return this.#ended(entry, wasUp);
    if (entry.isAway) return;
    this.#waits.ended(entry, this.#now());
    const cause = this.#roster.lost(entry, wasUp, ended);
    if (wasUp) this.#reconnects.lost(entry, cause, this.#now());
    const waitMs = this.#reconnects.waitMs(entry);
    if (waitMs !== null) setTimeout(() => this.#stage !== "finishing" && client.connect(), waitMs);
    else {
      entry.isGone = true;
      if (entry.member.role === "sensor") leaveForGood(this.#made, client.index);
    }
    this.#settleStage();
  }

  subscribed(client: MqttClient, code: number): void {
    const entry = this.#roster.clients[client.index];
    if (entry !== undefined) this.#roster.granted(entry, code);
    this.#settleStage();
  }

  sent(_client: MqttClient, place: number, account: number, intendedNs: number, sentNs: number): void {
    this.#load.sent(place, account, intendedNs, sentNs);
  }

  acknowledged(client: MqttClient, slot: number, nowNs: number): void {
    this.#reconnects.outages.acknowledged(client.index, nowNs);
    this.#load.acknowledged(client, slot, nowNs);
  }

  refusal(client: MqttClient, answer: number, code: number, buffer: Uint8Array, start: number, end: number): void {
    const { clientId = "" } = this.#roster.clients[client.index]?.member ?? {};
    this.#says.refusals.count(clientId, answer, code, buffer, start, end);
  }

  refused(client: MqttClient, slot: number): void {
    this.#load.refused(client, slot);
  }

  abandoned(client: MqttClient, slot: number): void {
    this.#reconnects.outages.gaveUp(client.index);
    this.#load.abandoned(slot);
  }

  arrived(client: MqttClient, packet: Uint8Array, view: PublishView, end: number, nowNs: number): number {
    const receiver = this.#roster.clients[client.index]?.member.client ?? 0;
    const account = this.#deliveries.arrived(receiver, packet, view, end, nowNs);
    if (account !== this.#ledger.strangers) this.#load.arrived(client);
    return account;
  }

  released(_client: MqttClient, account: number, intendedNs: number, nowNs: number): void {
    // It was told as unreleased when the trial ended.
    if (this.#stage !== "finishing") this.#deliveries.released(account, intendedNs, nowNs);
  }

  intendedNsOf(packet: Uint8Array, view: PublishView, end: number): number {
    return this.#deliveries.intendedNsOf(packet, view, end);
  }

  ponged(client: MqttClient, roundTripNs: number): void {
    this.#waits.ponged(client, roundTripNs);
  }

  #agesAt(nowNs: number): readonly AgesPart[] {
    return [...this.#load.unended(nowNs, null), ...this.#waits.agesOf(this.#roster.clients, nowNs)];
  }

  /** Tells the main thread once a stage has nothing left to wait for. */
  #settleStage(): void {
    if (this.#stage === "connecting" && this.#start.isAllBegun && this.#roster.isConnected) {
      this.#stage = "waiting";
      this.#post({ kind: "connected" });
    } else if (this.#stage === "subscribing" && this.#start.isAllBegun && this.#roster.isSubscribed) {
      this.#stage = "waiting";
      this.#post({ kind: "subscribed" });
    } else if (this.#stage === "finishing" && this.#roster.isGone) this.#tell?.();
  }

  /** Ends every connection; what was unfinished until now is told when all are closed. */
  #finish(withinMs: number): void {
    clearTimeout(this.#late);
    this.#late = setTimeout(() => this.#cutLate(withinMs), withinMs);
    if (this.#stage === "finishing") return;
    this.#stage = "finishing";
    clearInterval(this.#sweep);
    this.#probes?.end();
    const [{ unsubscribed, clients }, { oldestUnfinishedNs }] = [this.#roster, this.#load];
    const [reconnecting, endNs] = [countConnecting(this.#ledger, this.#connectingBefore), this.#now()];
    const ages = [...unreleasedAges(clients, this.#recorder.accounts, endNs), ...this.#waits.agesOf(clients, endNs)];
    this.#reconnects.outages.settle((index, lostNs) => this.#load.owes(index, lostNs));
    this.#tell = () => {
      clearTimeout(this.#late);
      this.#tell = undefined;
      const unended = [...this.#load.unended(endNs, this.#recorder), ...ages];
      const longestGapNs = this.#load.gaps?.longestNs(endNs) ?? null;
      this.#report({ longestGapNs, unsubscribed, oldestUnfinishedNs, reconnecting, unended });
    };
    this.#load.stop(endNs);
    this.#leaving.stop();
    this.#roster.leave(this.#task.scenario.session.clean);
    this.#settleStage();
  }

  /** A broker that does not end connections keeps nobody waiting: their bytes are told all the same. */
  #cutLate(withinMs: number): void {
    this.#isLate = true;
    this.#late = setTimeout(() => this.#tell?.(), lateMs);
    this.#roster.abort(`not ended by the broker within ${withinMs / 1000} s`);
  }

  /** A connection that closed while finishing. Version 3.1.1 gives up a kept session only by connecting again [MQTT-3.1.2-6]. */
  #ended(entry: ShardClient, wasUp: boolean): void {
    const { session, protocol } = this.#task.scenario;
    if (wasUp && !this.#isLate && !session.clean && protocol === "3.1.1") return entry.client.connect(true);
    entry.isGone = true;
    this.#settleStage();
  }

  #report(atEnd: AtEnd): void {
    const seen = [this.#roster, this.#load, this.#deliveries, this.#ledger] as const;
    const report = reportShard([...seen, this.#reconnects, this.#says, this.#leaving], atEnd);
    this.#post({ kind: "finished", snapshot: this.#recorder.take(), health: this.#monitor.read(), report });
  }
}
