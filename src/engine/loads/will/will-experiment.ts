/** The will load: all sensors die at once, in one way after the other, and the wills that come are counted. */
import type { StepClient } from "../../../mqtt/client/step-client.ts";
import type { ReceivedPublish, SessionOptions } from "../../../mqtt/client/step-packets.ts";
import type { DeathRow } from "../../../result/loads/will.ts";
import { matchSensors } from "../../../scenario/audiences.ts";
import { receiversOf, topicsOf } from "../../../scenario/fleet.ts";
import type { SensorGroup } from "../../../scenario/base.ts";
import type { Death, WillLoad } from "../../../scenario/loads/will.ts";
import { deathRules, lateSilenceNs, silenceNs, whyNoDeath } from "../../../scenario/loads/will.ts";
import { valueMetrics } from "../../../result/value-metrics.ts";
import { cleanSession } from "../../stepwise/bench.ts";
import type { Bench } from "../../stepwise/bench.ts";
import { Latencies } from "../../stepwise/latencies.ts";
import { Receiver } from "../../stepwise/receiver.ts";
import type { Found, Stepwise } from "../../stepwise/stepped-load.ts";
import { SteppedMessages, zeros } from "../../stepwise/stepped-messages.ts";

/** A sensor that comes back in time does so in this share of its will delay. */
const returnShare = 0.5;

/** Deaths in which the broker must end the connection. */
const endedByBroker: ReadonlySet<Death> = new Set(["protocol error", "takeover"]);

/** What is seen of one death. */
class Wake {
  readonly diedNs: Float64Array;
  readonly latencies = new Latencies();
  readonly qos: Record<string, number> = {};
  delivered = 0;
  duplicate = 0;
  /** `receiver sensor`. */
  readonly #seen = new Set<string>();

  constructor(sensors: number) {
    this.diedNs = new Float64Array(sensors);
  }

  has(receiver: number, sensor: number): boolean {
    return this.#seen.has(`${receiver} ${sensor}`);
  }

  /** Whether it is the first there, which alone has a latency. */
  arrived(receiver: number, sensor: number, { qos }: ReceivedPublish, atNs: number): boolean {
    const key = `${receiver} ${sensor}`;
    this.qos[qos] = (this.qos[qos] ?? 0) + 1;
    if (this.#seen.has(key)) {
      this.duplicate += 1;
      return false;
    }
    this.#seen.add(key);
    this.delivered += 1;
    this.latencies.record(atNs - (this.diedNs[sensor] ?? atNs));
    return true;
  }
}

export class WillExperiment implements Stepwise {
  readonly #bench: Bench;
  readonly #load: WillLoad;
  readonly #group: SensorGroup;
  readonly #topics: readonly string[];
  /** A will's sequence is the place of its death. */
  readonly #messages: SteppedMessages;
  readonly #rows: DeathRow[] = [];
  readonly #latencies = new Latencies();
  #wake: Wake | undefined;

  constructor(bench: Bench, load: WillLoad) {
    const [group] = bench.scenario.sensors;
    if (group === undefined) throw new Error("a will load without sensors");
    this.#bench = bench;
    this.#load = load;
    this.#group = group;
    this.#topics = topicsOf(bench.scenario);
    this.#messages = new SteppedMessages(bench, this.#topics, zeros(group.payload.bytes));
  }

  async run(): Promise<void> {
    this.#bench.step("subscribing");
    const receivers = await Promise.all(
      receiversOf(this.#bench.scenario).map(async ({ filters: [filter = ""], qos }, receiver) => {
        const client = this.#bench.client("subscribers", `r${receiver + 1}`);
        const half = new Receiver({ client, onDelivery: (publish, atNs) => this.#arrived(receiver, publish, atNs) });
        client.onPacket = (packet, atNs) => half.receive(packet, atNs);
        await this.#bench.connect(client, cleanSession);
        await this.#bench.subscribe(client, { filter, qos, retainHandling: 0 });
        return client;
      }),
    );
    for (const [index, death] of this.#load.deaths.entries()) {
      const row = await this.#die(death, index);
      // What a subscriber that is gone did not get is not the wills' loss.
      this.#bench.expectOpen(receivers, "subscribers");
      this.#rows.push(row);
    }
    await this.#bench.leave(receivers);
  }

  found(): Found {
    const { scenario } = this.#bench;
    const sum = (key: "expected" | "lost" | "duplicate" | "unwanted"): number =>
      this.#rows.reduce((total, row) => total + row[key], 0);
    const deathToDelivery = this.#latencies.summary();
    return {
      section: {
        kind: "will",
        qos: this.#group.qos,
        subscribeQos: Math.max(...scenario.subscribers.map(({ qos }) => qos)),
        keepaliveSeconds: scenario.keepaliveSeconds,
        delaySeconds: this.#load.delaySeconds,
        rows: this.#rows,
        ledger: this.#bench.connectionLedger(),
      },
      metrics: {
        ...(deathToDelivery !== null && { deathToDelivery }),
        ...valueMetrics({
          willsExpected: sum("expected"),
          willsLost: sum("lost"),
          willsDuplicate: sum("duplicate"),
          willsUnwanted: sum("unwanted"),
        }),
      },
    };
  }

  async #die(death: Death, index: number): Promise<DeathRow> {
    const { scenario } = this.#bench;
    const notApplicable = whyNoDeath(death, scenario, this.#load);
    const { isDue } = deathRules[death];
    if (notApplicable !== null) return { ...emptyRow(death, isDue), notApplicable };
    this.#bench.step(`wills: ${death}`);
    const wake = new Wake(this.#group.count);
    this.#wake = wake;
    const sensors = this.#topics.map((_, number) => this.#bench.client("sensors", `s${index}x${number + 1}`));
    if (this.#group.retain) this.#bench.retains(this.#topics);
    await this.#bench.connectAll(sensors, (number) => this.#sessionOf(death, number, index));
    await this.#kill(death, sensors, wake);
    const due = isDue ? matchSensors(scenario).reduce((sum, { length }) => sum + length, 0) : 0;
    await this.#bench.until(() => wake.delivered >= due, due === 0 ? 0 : this.#patienceNs(death));
    // What must not come would come when the delay has passed.
    const settleNs = this.#load.settleNs + (isDue ? 0 : this.#load.delaySeconds * 1e9);
    await this.#bench.quiet(() => wake.delivered + wake.duplicate, settleNs, settleNs * 2);
    if (isDue) this.#ageLost(wake);
    const retained = this.#group.retain ? await this.#lateSubscriber(index, isDue) : null;
    const leftOpen = endedByBroker.has(death) ? sensors.filter((sensor) => sensor.isOpen).length : 0;
    if (death === "half-open") for (const sensor of sensors) sensor.reset();
    return {
      ...emptyRow(death, isDue),
      died: sensors.length,
      leftOpen,
      expected: due,
      delivered: isDue ? wake.delivered : 0,
      lost: Math.max(0, due - wake.delivered),
      duplicate: wake.duplicate,
      unwanted: isDue ? 0 : wake.delivered,
      qos: wake.qos,
      deathToDelivery: wake.latencies.summary(),
      retained,
    };
  }

  /** A will that never came has taken until now at least. */
  #ageLost(wake: Wake): void {
    const nowNs = this.#bench.now();
    for (const [sensor, places] of matchSensors(this.#bench.scenario).entries()) {
      const ageNs = nowNs - (wake.diedNs[sensor] ?? nowNs);
      for (const receiver of places) {
        if (wake.has(receiver, sensor)) continue;
        wake.latencies.never(ageNs);
        this.#latencies.never(ageNs);
      }
    }
  }

  #sessionOf(death: Death, sensor: number, index: number): SessionOptions {
    const { delaySeconds } = this.#load;
    const { qos, retain } = this.#group;
    const will = {
      topic: this.#topics[sensor] ?? "",
      payload: this.#messages.payloadOf({ sensor, sequence: index }),
      qos,
      isRetained: retain,
      delaySeconds,
    };
    const { keepaliveSeconds } = this.#bench.scenario;
    return {
      isClean: true,
      keepaliveSeconds: death === "half-open" ? keepaliveSeconds : 0,
      will,
      // A delayed will comes at the latest with the end of its session (5.0, section 3.1.3.2.2).
      expirySeconds: delaySeconds === 0 ? 0 : delaySeconds + 60,
    };
  }

  /** All at once, each with the time of its death. */
  async #kill(death: Death, sensors: readonly StepClient[], wake: Wake): Promise<void> {
    const { now } = this.#bench;
    const each = (kill: (sensor: StepClient) => void): void => {
      for (const [number, sensor] of sensors.entries()) {
        wake.diedNs[number] = now();
        kill(sensor);
      }
    };
    switch (death) {
      case "reset":
        return each((sensor) => sensor.reset());
      case "half-open":
        // Its last sign of life.
        return each((sensor) => {
          sensor.ping();
          sensor.fallSilent();
        });
      case "protocol error":
        return each((sensor) => sensor.violate());
      case "disconnect":
        return each((sensor) => sensor.leave());
      case "disconnect with will":
        return each((sensor) => sensor.leave(4));
      case "takeover":
        return await this.#comeAgain(sensors, wake, cleanSession);
      case "resumed in time":
        each((sensor) => sensor.reset());
        await this.#bench.until(() => false, this.#load.delaySeconds * returnShare * 1e9);
        return await this.#comeAgain(sensors, wake, { ...cleanSession, isClean: false });
    }
  }

  /** Connects the same client ids anew, without a will. */
  async #comeAgain(sensors: readonly StepClient[], wake: Wake, session: SessionOptions): Promise<void> {
    const others = sensors.map((sensor) => this.#bench.again(sensor));
    await this.#bench.connectAll(others, (number) => {
      wake.diedNs[number] = this.#bench.now();
      return session;
    });
    await this.#bench.leave(others);
  }

  #arrived(receiver: number, publish: ReceivedPublish, atNs: number): void {
    const index = this.#rows.length;
    const which = this.#messages.read(publish);
    if (which?.sequence !== index) return;
    const { sensor } = which;
    const isFirst = this.#wake?.arrived(receiver, sensor, publish, atNs) === true;
    const diedNs = this.#wake?.diedNs[sensor];
    if (isFirst && deathRules[this.#load.deaths[index] ?? "reset"].isDue && diedNs !== undefined)
      this.#latencies.record(atNs - diedNs);
  }

  #patienceNs(death: Death): number {
    const silentNs = death === "half-open" ? silenceNs(this.#bench.scenario) + lateSilenceNs : 0;
    return this.#load.timeoutNs + this.#load.delaySeconds * 1e9 + silentNs;
  }

  /** Who subscribes after the deaths gets the retained wills, with the retain flag [MQTT-3.3.1-8]. */
  async #lateSubscriber(index: number, isDue: boolean): Promise<DeathRow["retained"]> {
    const expected = isDue ? this.#topics.length : 0;
    const late = this.#bench.client("subscribers", `l${index + 1}`);
    let [found, flagged] = [0, 0];
    const half = new Receiver({
      client: late,
      onDelivery: (publish) => {
        if (this.#messages.read(publish)?.sequence !== index) return;
        found += 1;
        if (publish.isRetained) flagged += 1;
      },
    });
    late.onPacket = (packet, atNs) => half.receive(packet, atNs);
    await this.#bench.connect(late, cleanSession);
    // To each topic by itself, and at QoS 0: not every broker keeps retained messages for wildcards, or allows many at QoS 1.
    for (const filter of this.#topics) await this.#bench.subscribe(late, { filter, qos: 0, retainHandling: 0 });
    await this.#bench.until(() => found >= expected, expected === 0 ? 0 : this.#load.timeoutNs);
    await this.#bench.quiet(() => found, this.#load.settleNs, this.#load.settleNs * 2);
    await this.#bench.leave([late]);
    await this.#bench.clearRetained();
    return { expected, found, flagged };
  }
}

function emptyRow(death: Death, isDue: boolean): DeathRow {
  return {
    death,
    notApplicable: null,
    isDue,
    died: 0,
    leftOpen: 0,
    expected: 0,
    delivered: 0,
    lost: 0,
    duplicate: 0,
    unwanted: 0,
    qos: {},
    deathToDelivery: null,
    retained: null,
  };
}
