/** The clients of one thread: connects them, runs their load, and tells what they saw. */
import { counterColumn, Recorder } from "../metrics/recorder.ts";
import type { ClientContext, ClientEvents, MqttClient } from "../mqtt/client.ts";
import type { PublishView } from "../mqtt/codec.ts";
import { PublishTemplate } from "../mqtt/codec.ts";
import { publishBytes } from "../mqtt/cost-model.ts";
import { InflightTable } from "../mqtt/inflight-table.ts";
import { sweepEveryMs } from "../mqtt/keepalive.ts";
import { Ledger, outside } from "../mqtt/ledger.ts";
import { NativeClient } from "../mqtt/native-client.ts";
import { identityBytes, readIntendedUs } from "../mqtt/payload.ts";
import { reasonInWords } from "../mqtt/reason-codes.ts";
import type { OpenTransport } from "../mqtt/transport.ts";
import { firstSensors } from "../scenario/fleet.ts";
import { trialClock } from "./clock.ts";
import { Deliveries } from "./deliveries.ts";
import { Steady } from "./loads/steady.ts";
import type { LoadSensor } from "./loads/steady.ts";
import { membersOf } from "./members.ts";
import type { Member } from "./members.ts";
import { Phases } from "./phases.ts";
import { ThreadMonitor } from "./thread-monitor.ts";
import type {
  ClientCounts,
  FromWorker,
  Gauges,
  ShardReport,
  ShardTask,
  ToWorker,
} from "./worker-messages.ts";

/** Connections and subscriptions are begun this often. */
const beatMs = 2;
/** How long clients have to end their connections. */
const closeTimeoutMs = 5000;

interface ShardClient {
  readonly member: Member;
  readonly client: MqttClient;
  wasOpen: boolean;
  isSubscribed: boolean;
  /** Gave up: it will not connect (again). */
  isGone: boolean;
}

type Stage = "idle" | "connecting" | "subscribing" | "loading" | "finishing";

export class Shard implements ClientEvents {
  readonly #task: ShardTask;
  readonly #post: (message: FromWorker) => void;
  readonly #now: () => number;
  readonly #recorder: Recorder;
  readonly #ledger: Ledger;
  readonly #phases = new Phases();
  readonly #deliveries: Deliveries;
  readonly #table: InflightTable;
  readonly #clients: readonly ShardClient[];
  readonly #sensors: readonly LoadSensor[];
  readonly #steady: Steady;
  readonly #monitor: ThreadMonitor;
  readonly #counts: Record<Member["role"], ClientCounts> = {
    sensor: newCounts(),
    subscriber: newCounts(),
  };
  readonly #grants: Record<string, number> = {};
  readonly #sweep: NodeJS.Timeout;
  #stage: Stage = "idle";
  /** Clients whose connect or subscribe has been begun. */
  #begun = 0;
  #stageFromNs = 0;
  #open = 0;

  constructor(task: ShardTask, open: OpenTransport, post: (message: FromWorker) => void) {
    const { scenario } = task;
    this.#task = task;
    this.#post = post;
    this.#now = trialClock(task.epoch);
    this.#monitor = new ThreadMonitor(this.#now);
    const accounts = scenario.sensors.length + 1;
    this.#recorder = new Recorder(accounts);
    this.#ledger = new Ledger(accounts);
    this.#deliveries = new Deliveries(
      this.#recorder,
      this.#phases,
      task.runTag,
      firstSensors(scenario),
    );
    const members = membersOf(scenario, task.prefix, task.shard, task.shards);
    const publishing =
      scenario.load.kind === "steady" ? members.filter(({ role }) => role === "sensor").length : 0;
    this.#table = new InflightTable(
      publishing,
      Math.max(1, ...scenario.sensors.map(({ qos, window }) => (qos > 0 ? window : 1))),
    );
    this.#clients = this.#makeClients(members, open);
    this.#sensors = this.#clients.flatMap(({ member, client }) =>
      member.role === "sensor" ? [this.#loadSensor(member, client)] : [],
    );
    this.#steady = new Steady({
      sensors: this.#sensors,
      groups: scenario.sensors,
      seed: scenario.seed,
      table: this.#table,
      recorder: this.#recorder,
      phases: this.#phases,
      now: this.#now,
    });
    this.#sweep = setInterval(() => {
      const nowNs = this.#now();
      for (const { client } of this.#clients) client.sweep(nowNs);
    }, sweepEveryMs);
    post({ kind: "ready" });
  }

  handle(message: ToWorker): void {
    switch (message.kind) {
      case "connect":
        return this.#begin("connecting", message.fromNs);
      case "subscribe":
        return this.#begin("subscribing", this.#now());
      case "load":
        this.#stage = "loading";
        this.#phases.set(message.times);
        this.#monitor.measureBetween(message.times);
        if (this.#task.scenario.load.kind === "steady") this.#steady.start(message.times);
        return;
      case "snapshot":
        return this.#post({
          kind: "snapshot",
          snapshot: this.#recorder.take(),
          gauges: this.#gauges(),
          health: this.#monitor.read(),
          opened: this.#counts.sensor.connected + this.#counts.subscriber.connected,
        });
      case "stop":
        this.#phases.cut(message.atNs);
        return this.#steady.stop(message.atNs);
      case "finish":
        return this.#finish();
    }
  }

  opened(client: MqttClient, isSessionPresent: boolean, nowNs: number): void {
    const entry = this.#clients[client.index];
    if (entry === undefined) return;
    this.#open += 1;
    if (!entry.wasOpen) {
      this.#counts[entry.member.role].connected += 1;
      const intendedNs =
        this.#stageFromNs + (entry.member.client / this.#task.scenario.connect.ratePerSecond) * 1e9;
      this.#recorder.histograms("connectLatency")[outside]?.record(nowNs - intendedNs);
    } else if (!isSessionPresent && entry.member.filter !== null) {
      client.subscribe(entry.member.filter.topic, entry.member.filter.qos);
    }
    entry.wasOpen = true;
    if (this.#stage === "loading" && entry.member.role === "sensor")
      this.#steady.opened(client, nowNs);
    this.#settleStage();
  }

  closed(client: MqttClient, cause: string): void {
    const entry = this.#clients[client.index];
    if (entry === undefined) return;
    if (entry.wasOpen) this.#open -= 1;
    if (this.#stage === "finishing") {
      entry.isGone = true;
      return this.#settleStage();
    }
    const counts = this.#counts[entry.member.role];
    const reasons = entry.wasOpen ? counts.dropped : counts.failed;
    reasons[cause] = (reasons[cause] ?? 0) + 1;
    const { reconnectNs } = this.#task.scenario.session;
    if (reconnectNs !== null && entry.wasOpen) {
      setTimeout(() => {
        if (this.#stage !== "finishing") client.connect();
      }, reconnectNs / 1e6);
    } else {
      entry.isGone = true;
      const sensor = this.#sensors[client.index];
      if (entry.member.role === "sensor" && sensor !== undefined) sensor.mayReturn = false;
    }
    this.#settleStage();
  }

  subscribed(client: MqttClient, code: number): void {
    const entry = this.#clients[client.index];
    const filter = entry?.member.filter;
    if (entry === undefined || filter === undefined || filter === null) return;
    entry.isSubscribed = true;
    if (code !== filter.qos) {
      const words =
        code >= 0x80
          ? `subscription refused: ${reasonInWords(code)}`
          : `granted QoS ${code}, asked for QoS ${filter.qos}`;
      this.#grants[words] = (this.#grants[words] ?? 0) + 1;
    }
    this.#settleStage();
  }

  acknowledged(client: MqttClient, slot: number, nowNs: number): void {
    this.#steady.acknowledged(client, slot, nowNs);
  }

  refused(client: MqttClient, slot: number): void {
    this.#steady.refused(client, slot);
  }

  abandoned(_client: MqttClient, slot: number): void {
    this.#steady.abandoned(slot);
  }

  arrived(
    client: MqttClient,
    packet: Uint8Array,
    view: PublishView,
    end: number,
    nowNs: number,
  ): number {
    const receiver = this.#clients[client.index]?.member.client ?? 0;
    return this.#deliveries.arrived(receiver, packet, view, end, nowNs);
  }

  released(_client: MqttClient, account: number, intendedNs: number, nowNs: number): void {
    this.#deliveries.released(account, intendedNs, nowNs);
  }

  intendedNsOf(packet: Uint8Array, view: PublishView, end: number): number {
    return end - view.payloadStart < identityBytes
      ? -1
      : readIntendedUs(packet, view.payloadStart) * 1000;
  }

  ponged(_client: MqttClient, roundTripNs: number): void {
    this.#recorder.count(outside, pings);
    this.#recorder.histograms("pingRoundTrip")[outside]?.record(roundTripNs);
  }

  #makeClients(members: readonly Member[], open: OpenTransport): readonly ShardClient[] {
    const { scenario, broker, runTag } = this.#task;
    const context: ClientContext = {
      protocol: scenario.protocol,
      isCleanSession: scenario.session.clean,
      keepaliveSeconds: scenario.keepaliveSeconds,
      connectTimeoutNs: scenario.connect.timeoutNs,
      username: broker.username,
      password: broker.password,
      runTag,
      open,
      ledger: this.#ledger,
      events: this,
      now: this.#now,
    };
    const templates = new Map<string, PublishTemplate>();
    const first = firstSensors(scenario);
    return members.map((member, index) => ({
      member,
      client: new NativeClient(context, {
        index,
        clientId: member.clientId,
        publisher:
          scenario.load.kind === "steady"
            ? this.#publisher(member, index, first, templates)
            : undefined,
      }),
      wasOpen: false,
      isSubscribed: member.filter === null,
      isGone: false,
    }));
  }

  #publisher(
    member: Member,
    row: number,
    first: readonly number[],
    templates: Map<string, PublishTemplate>,
  ) {
    const group = this.#task.scenario.sensors[member.group];
    if (member.topic === null || group === undefined) return undefined;
    const topic = new TextEncoder().encode(member.topic);
    const { protocol } = this.#task.scenario;
    const payload = this.#task.payloads[member.group] ?? new Uint8Array(0);
    const key = `${member.group}/${topic.length}`;
    const template =
      templates.get(key) ??
      new PublishTemplate({
        isVersion5: protocol === "5",
        qos: group.qos,
        isRetained: group.retain,
        topicBytes: topic.length,
        payload,
      });
    templates.set(key, template);
    return {
      sensor: (first[member.group] ?? 0) + member.numberInGroup,
      qos: group.qos,
      window: group.window,
      topic,
      template,
      packetBytes: publishBytes({
        protocol,
        topicBytes: topic.length,
        payloadBytes: payload.length,
        qos: group.qos,
      }),
      table: this.#table,
      row,
    };
  }

  #loadSensor(member: Member, client: MqttClient): LoadSensor {
    const first = firstSensors(this.#task.scenario)[member.group] ?? 0;
    return {
      client,
      sensor: first + member.numberInGroup,
      group: member.group,
      numberInGroup: member.numberInGroup,
      mayReturn: true,
    };
  }

  #begin(stage: Stage, fromNs: number): void {
    this.#stage = stage;
    this.#stageFromNs = fromNs;
    this.#begun = 0;
    this.#beat();
  }

  /** Begins what is due at the connect rate; the rate is of all shards together, by the clients' numbers over the case. */
  #beat(): void {
    const elapsedNs = this.#now() - this.#stageFromNs;
    const due = Math.floor((elapsedNs / 1e9) * this.#task.scenario.connect.ratePerSecond);
    for (; this.#begun < this.#clients.length; this.#begun += 1) {
      const entry = this.#clients[this.#begun];
      if (entry === undefined || entry.member.client > due) break;
      if (this.#stage === "connecting") entry.client.connect();
      else if (entry.client.isOpen && entry.member.filter !== null)
        entry.client.subscribe(entry.member.filter.topic, entry.member.filter.qos);
    }
    if (this.#begun < this.#clients.length) setTimeout(() => this.#beatIfStarting(), beatMs);
    else this.#settleStage();
  }

  #beatIfStarting(): void {
    if (this.#stage === "connecting" || this.#stage === "subscribing") this.#beat();
  }

  /** Tells the main thread once a stage has nothing left to wait for. */
  #settleStage(): void {
    const isAllBegun = this.#begun === this.#clients.length;
    if (
      this.#stage === "connecting" &&
      isAllBegun &&
      this.#clients.every(({ client, isGone }) => client.isOpen || isGone)
    ) {
      this.#stage = "idle";
      this.#post({ kind: "connected" });
    } else if (
      this.#stage === "subscribing" &&
      isAllBegun &&
      this.#clients.every(
        ({ client, isGone, isSubscribed }) => isSubscribed || isGone || !client.isOpen,
      )
    ) {
      this.#stage = "idle";
      this.#post({ kind: "subscribed" });
    } else if (this.#stage === "finishing" && this.#clients.every(({ isGone }) => isGone))
      this.#report();
  }

  #finish(): void {
    this.#stage = "finishing";
    clearInterval(this.#sweep);
    this.#closeTimer = setTimeout(() => this.#report(), closeTimeoutMs);
    for (const entry of this.#clients) {
      if (entry.client.isOpen) entry.client.disconnect();
      else entry.isGone = true;
    }
    this.#settleStage();
  }

  #closeTimer: NodeJS.Timeout | undefined;

  #report(): void {
    if (this.#closeTimer === undefined) return;
    clearTimeout(this.#closeTimer);
    this.#closeTimer = undefined;
    const bytes = { codecUp: 0, codecDown: 0, socketUp: 0, socketDown: 0, unreconciled: 0 };
    for (const { client } of this.#clients) {
      bytes.codecUp += client.bytes.codecUp;
      bytes.codecDown += client.bytes.codecDown;
      bytes.socketUp += client.bytes.socketUp;
      bytes.socketDown += client.bytes.socketDown;
      bytes.unreconciled += client.bytes.unreconciled;
    }
    const report: ShardReport = {
      sensors: this.#counts.sensor,
      subscribers: this.#counts.subscriber,
      sent: this.#steady.sent(),
      seen: this.#deliveries.counts(),
      unsubscribed: this.#clients.filter(
        ({ wasOpen, isGone, isSubscribed }) => wasOpen && !isGone && !isSubscribed,
      ).length,
      grants: this.#grants,
      packets: this.#ledger.packets,
      packetBytes: this.#ledger.bytes,
      bytes,
      oldestUnfinishedNs: this.#steady.oldestUnfinishedNs,
    };
    this.#post({
      kind: "finished",
      snapshot: this.#recorder.take(),
      health: this.#monitor.read(),
      report,
    });
  }

  #gauges(): Gauges {
    let inflight = 0;
    let inflightIn = 0;
    let pending = 0;
    for (const { client, isGone } of this.#clients) {
      inflight += client.inflightOut;
      inflightIn += client.inflightIn;
      if (!client.isOpen && !isGone) pending += 1;
    }
    return { open: this.#open, inflight, inflightIn, waiting: this.#steady.waiting, pending };
  }
}

const pings = counterColumn("pings");

function newCounts(): ClientCounts {
  return { connected: 0, failed: {}, dropped: {} };
}
