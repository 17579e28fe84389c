/** The retained load: the nine pairs of QoS, live and retained; late subscribers; what replacing, clearing and subscribing again do. */
import type { StepClient } from "../../../mqtt/client/step-client.ts";
import type { ReceivedPublish, RetainHandling } from "../../../mqtt/client/step-packets.ts";
import type { LateGroup, QosPair, RetainedCheck } from "../../../result/loads/retained.ts";
import { expandText } from "../../../scenario/devices/expand-text.ts";
import { topicsOf } from "../../../scenario/fleet.ts";
import type { RetainedLoad } from "../../../scenario/loads/retained.ts";
import type { SensorGroup, SubscriberGroup } from "../../../scenario/base.ts";
import { matchReceivers } from "../../../scenario/keys/topic-filter.ts";
import { valueMetrics } from "../../../result/value-metrics.ts";
import { cleanSession, StepFailure } from "../../stepwise/bench.ts";
import type { Bench } from "../../stepwise/bench.ts";
import { Latencies } from "../../stepwise/latencies.ts";
import { findPairs, pairsWrong } from "./retained-pairs.ts";
import { Receiver } from "../../stepwise/receiver.ts";
import { Sender } from "../../stepwise/sender.ts";
import type { Found, Stepwise } from "../../stepwise/stepped-load.ts";
import { SteppedMessages, zeros } from "../../stepwise/stepped-messages.ts";

/** What one late subscriber has seen. */
class Seen {
  readonly sensors = new Set<number>();
  arrived = 0;
  unflagged = 0;
  stale = 0;
  lastNs = 0;

  get duplicate(): number {
    return this.arrived - this.sensors.size;
  }
}

export class RetainedExperiment implements Stepwise {
  readonly #bench: Bench;
  readonly #load: RetainedLoad;
  readonly #group: SensorGroup;
  readonly #topics: readonly string[];
  readonly #messages: SteppedMessages;
  readonly #latencies = new Latencies();
  readonly #pairs: QosPair[] = [];
  readonly #groups: LateGroup[] = [];
  readonly #checks: RetainedCheck[] = [];
  /** The sequence number of the messages that are retained now. */
  #sequence = 0;
  #subscribers = 0;

  constructor(bench: Bench, load: RetainedLoad) {
    const [group] = bench.scenario.sensors;
    if (group === undefined) throw new Error("a retained load without sensors");
    this.#bench = bench;
    this.#load = load;
    this.#group = group;
    this.#topics = topicsOf(bench.scenario);
    this.#messages = new SteppedMessages(bench, this.#topics, zeros(group.payload.bytes));
  }

  async run(): Promise<void> {
    for await (const pair of findPairs(this.#bench, this.#load, this.#topics[0] ?? "")) this.#pairs.push(pair);
    this.#bench.step("publishing retained messages");
    this.#bench.retains(this.#topics);
    await this.#publish(this.#topics, { isRetained: true, isEmpty: false });
    for (const group of this.#bench.scenario.subscribers) this.#groups.push(await this.#late(group));
    await this.#checkRetained();
  }

  found(): Found {
    const sum = (key: "expected" | "missing"): number => this.#groups.reduce((total, group) => total + group[key], 0);
    const wrongChecks = this.#checks.filter(({ expected, found, stale }) => found !== expected || stale > 0).length;
    const subscribeToLast = this.#latencies.summary();
    return {
      section: {
        kind: "retained",
        topics: this.#topics.length,
        qos: this.#group.qos,
        pairs: this.#pairs,
        groups: this.#groups,
        checks: this.#checks,
        ledger: this.#bench.connectionLedger(),
      },
      metrics: {
        ...(subscribeToLast !== null && { subscribeToLast }),
        ...valueMetrics({
          retainedExpected: sum("expected"),
          retainedMissing: sum("missing"),
          retainedWrong: pairsWrong(this.#pairs) + wrongChecks,
        }),
      },
    };
  }

  /** Every subscriber of a group subscribes at once, when all messages are retained. */
  async #late(group: SubscriberGroup): Promise<LateGroup> {
    const { name, count, topics, qos } = group;
    const [topic = ""] = topics;
    this.#bench.step(`late subscribers: ${name}`);
    const filters = Array.from({ length: count }, (_, number) => expandText(topic, group, number));
    const expected = new Float64Array(count);
    for (const places of matchReceivers(filters, this.#topics))
      for (const place of places) expected[place] = (expected[place] ?? 0) + 1;
    const clients = filters.map(() => this.#bench.client("subscribers", this.#nextName()));
    const seen = clients.map((client) => this.#watch(client));
    await this.#bench.connectAll(clients, () => cleanSession);
    const subscribedNs = clients.map(() => 0);
    const granted = clients.map(async (client, place) => {
      subscribedNs[place] = this.#bench.now();
      return await this.#bench.subscribe(client, { filter: filters[place] ?? "", qos, retainHandling: 0 });
    });
    const due = expected.reduce((total, each) => total + each, 0);
    const arrived = (): number => seen.reduce((total, each) => total + each.sensors.size, 0);
    await Promise.all(granted);
    await this.#bench.until(() => arrived() >= due, this.#load.timeoutNs);
    await this.#bench.quiet(arrived, this.#load.settleNs, this.#load.settleNs * 2);
    this.#bench.expectOpen(clients, `late subscribers to ${topic}`);
    const endNs = this.#bench.now();
    const latencies = new Latencies();
    for (const [place, { lastNs, sensors }] of seen.entries()) {
      if (expected[place] === 0) continue;
      const isWhole = sensors.size >= (expected[place] ?? 0);
      const ns = (isWhole ? lastNs : endNs) - (subscribedNs[place] ?? 0);
      for (const each of [latencies, this.#latencies])
        if (isWhole) each.record(ns);
        else each.never(ns);
    }
    await this.#bench.leave(clients);
    return {
      name,
      filter: topic,
      subscribers: count,
      expected: due,
      arrived: arrived(),
      missing: Math.max(0, due - arrived()),
      duplicate: seen.reduce((total, each) => total + each.duplicate, 0),
      unflagged: seen.reduce((total, each) => total + each.unflagged, 0),
      subscribeToLast: latencies.summary(),
    };
  }

  /** Checks one subscriber to each topic, so that brokers without retained wildcards can be checked too. */
  async #checkRetained(): Promise<void> {
    const topics = this.#topics.slice(0, this.#load.checkedTopics);
    const all = topics.length;
    await this.#publish(topics, { isRetained: false, isEmpty: false });
    // The same clauses have other numbers in MQTT 5.
    const isVersion5 = this.#bench.scenario.protocol === "5";
    const replacesNothing = `replaces nothing [MQTT-3.3.1-${isVersion5 ? 8 : 12}]`;
    await this.#check("a message without the retain flag", replacesNothing, topics, all);
    this.#sequence += 1;
    await this.#publish(topics, { isRetained: true, isEmpty: false });
    await this.#check("replaced", "the new message only [MQTT-3.3.1-5]", topics, all);
    await this.#subscribeAgain(topics);
    const cleared = topics.slice(0, Math.ceil(all / 2));
    await this.#publish(cleared, { isRetained: true, isEmpty: true });
    await this.#check(
      "half of them cleared",
      `an empty payload removes it [MQTT-3.3.1-${isVersion5 ? 6 : 10}]`,
      topics,
      all - cleared.length,
    );
  }

  async #check(check: string, rule: string, topics: readonly string[], expected: number): Promise<void> {
    this.#bench.step(`retained: ${check}`);
    const client = this.#bench.client("subscribers", this.#nextName());
    const seen = this.#watch(client);
    await this.#bench.connect(client, cleanSession);
    await this.#subscribeAll(client, topics, 0);
    await this.#finishCheck(client, { check, rule, expected }, seen);
    await this.#bench.leave([client]);
  }

  /** 3.1.1 sends them again [MQTT-3.8.4-3]; MQTT 5 as the retain handling option says (section 3.8.3.1). */
  async #subscribeAgain(topics: readonly string[]): Promise<void> {
    const all = topics.length;
    const isVersion5 = this.#bench.scenario.protocol === "5";
    const options: readonly (readonly [RetainHandling, first: number, again: number])[] = isVersion5
      ? [
          [0, all, all],
          [1, all, 0],
          [2, 0, 0],
        ]
      : [[0, all, all]];
    for (const [retainHandling, first, again] of options) {
      const name = isVersion5 ? `, retain handling ${retainHandling}` : "";
      this.#bench.step(`retained: subscribed twice${name}`);
      const client = this.#bench.client("subscribers", this.#nextName());
      await this.#bench.connect(client, cleanSession);
      for (const [check, expected] of [
        [`subscribed${name}`, first],
        [`subscribed again${name}`, again],
      ] as const) {
        const seen = this.#watch(client);
        await this.#subscribeAll(client, topics, retainHandling);
        const rule = expected === 0 ? "none comes" : "all come";
        const source = isVersion5 ? "(5.0, section 3.8.3.1)" : "[MQTT-3.8.4-3]";
        await this.#finishCheck(client, { check, rule: `${rule} ${source}`, expected }, seen);
      }
      await this.#bench.leave([client]);
    }
  }

  async #subscribeAll(client: StepClient, topics: readonly string[], retainHandling: RetainHandling): Promise<void> {
    for (const filter of topics) {
      // At QoS 0, of which every broker allows a client as many as it likes.
      await this.#bench.subscribe(client, { filter, qos: 0, retainHandling });
    }
  }

  async #finishCheck(
    client: StepClient,
    { check, rule, expected }: Omit<RetainedCheck, "found" | "stale">,
    seen: Seen,
  ): Promise<void> {
    await this.#bench.until(() => seen.arrived >= expected, expected === 0 ? 0 : this.#load.timeoutNs);
    await this.#bench.quiet(() => seen.arrived, this.#load.settleNs, this.#load.settleNs * 2);
    this.#bench.expectOpen([client], "subscribers");
    this.#checks.push({ check, rule, expected, found: seen.arrived, stale: seen.stale });
  }

  #watch(client: StepClient): Seen {
    const seen = new Seen();
    const half = new Receiver({ client, onDelivery: (publish, atNs) => this.#saw(seen, publish, atNs) });
    client.onPacket = (packet, atNs) => half.receive(packet, atNs);
    return seen;
  }

  #saw(seen: Seen, publish: ReceivedPublish, atNs: number): void {
    const which = this.#messages.read(publish);
    if (which === undefined) return;
    seen.arrived += 1;
    seen.sensors.add(which.sensor);
    if (!publish.isRetained) seen.unflagged += 1;
    if (which.sequence !== this.#sequence) seen.stale += 1;
    seen.lastNs = atNs;
  }

  /** A message that must not be retained says so by a sequence of its own. */
  async #publish(
    topics: readonly string[],
    { isRetained, isEmpty }: { readonly isRetained: boolean; readonly isEmpty: boolean },
  ): Promise<void> {
    const client = this.#bench.client("sensors", this.#nextName());
    await this.#bench.connect(client, cleanSession);
    const sender = new Sender(this.#bench, client);
    const { qos } = this.#group;
    const problem = await sender.send(
      topics.map((topic, sensor) => {
        const which = { sensor, sequence: isRetained ? this.#sequence : 0xffff };
        return { topic, payload: isEmpty ? new Uint8Array(0) : this.#messages.payloadOf(which), qos, isRetained };
      }),
    );
    if (problem !== undefined) throw new StepFailure(`the broker ${problem} when retained messages were published`);
    await this.#bench.leave([client]);
    // At QoS 0 nothing says when they have arrived.
    if (qos === 0) await this.#bench.until(() => false, this.#load.settleNs);
  }

  #nextName(): string {
    this.#subscribers += 1;
    return `n${this.#subscribers}`;
  }
}
