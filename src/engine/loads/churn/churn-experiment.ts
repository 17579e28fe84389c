/** The churn load: devices come at their intended times, subscribe, send, leave, and come again. */
import type { StepClient } from "../../../mqtt/client/step-client.ts";
import { audiencesOf, matchSensors } from "../../../scenario/audiences.ts";
import { expandText } from "../../../scenario/devices/expand-text.ts";
import { firstSensors, fleetSize, receiversOf, subscriptionsOf, topicsOf } from "../../../scenario/fleet.ts";
import { gridNsOf } from "../../../scenario/keys/pacing-grid.ts";
import type { ChurnLoad } from "../../../scenario/loads/churn.ts";
import { predictHops } from "../../../scenario/planning/predict-hops.ts";
import { groupSeed } from "../../pacing/due-times.ts";
import { pacerOf } from "../../pacing/pacer-of.ts";
import type { Pacer } from "../../pacing/pacer.ts";
import { cleanSession } from "../../stepwise/bench.ts";
import type { Bench } from "../../stepwise/bench.ts";
import { BusyThread } from "../../stepwise/busy-thread.ts";
import { addPackets, holdAgainst } from "../../stepwise/message-ledger.ts";
import { placesOf } from "../../stepwise/step-identity.ts";
import { Receiver } from "../../stepwise/receiver.ts";
import type { Found, Stepwise } from "../../stepwise/stepped-load.ts";
import { seededBodies, SteppedMessages } from "../../stepwise/stepped-messages.ts";
import { TurnTimer } from "../steady/turn-timer.ts";
import { findLate, findShortage, metricsOf, rowsOf } from "./churn-result.ts";
import type { Churned } from "./churn-result.ts";
import { VisitLog } from "./visit-log.ts";
import { Visitor } from "./visitor.ts";

/** From the last subscription to the first visit. */
const leadNs = 100e6;

interface Listening {
  readonly client: StepClient;
  readonly receiver: Receiver;
}

export class ChurnExperiment implements Stepwise {
  readonly #bench: Bench;
  readonly #load: ChurnLoad;
  readonly #log = new VisitLog();
  /** Audiences that each device's messages are due to. */
  readonly #audiences: readonly (readonly number[])[];
  readonly #messages: SteppedMessages;
  readonly #listening: readonly Listening[];
  readonly #visitors: readonly Visitor[];
  #pacers: readonly { readonly pacer: Pacer; readonly group: number; readonly first: number }[] = [];
  #measureFromNs = 0;
  #lastNs = 0;
  #endNs: number | null = null;
  readonly #busy = new BusyThread();

  constructor(bench: Bench, load: ChurnLoad) {
    this.#bench = bench;
    this.#load = load;
    this.#audiences = matchSensors(bench.scenario);
    const bodies = seededBodies(bench.scenario);
    this.#messages = new SteppedMessages(
      bench,
      topicsOf(bench.scenario),
      (device) => bodies[device] ?? new Uint8Array(),
      (number) => this.#log.messages[number]?.visit.intendedNs ?? 0,
    );
    this.#listening = this.#makeListening();
    this.#visitors = this.#makeVisitors();
  }

  async run(): Promise<void> {
    const { connect } = this.#bench.scenario;
    await this.#listen();
    this.#bench.step("devices come and go");
    const fromNs = Math.ceil((this.#bench.now() + leadNs) / 1e6) * 1e6;
    this.#measureFromNs = fromNs + this.#load.warmupNs;
    this.#lastNs = this.#measureFromNs + this.#load.forNs;
    this.#pacers = this.#pace(fromNs);
    const timer: TurnTimer = new TurnTimer(this.#bench.startMetronome, () => this.#turn(timer));
    try {
      this.#turn(timer);
      const patienceNs = this.#lastNs - this.#bench.now() + this.#load.stayNs + 2 * connect.timeoutNs;
      await this.#bench.until(() => this.#isOver(), patienceNs);
    } finally {
      timer.end();
      this.#endNs = this.#bench.now();
      for (const visitor of this.#visitors) visitor.stop();
    }
    this.#bench.step("the last messages");
    const expected = this.#expected();
    await this.#bench.until(
      () => this.#log.delivered >= expected && this.#listening.every(({ receiver }) => receiver.unreleased === 0),
      connect.timeoutNs,
    );
    const clients = this.#listening.map(({ client }) => client);
    this.#bench.expectOpen(clients, "subscribers");
    await this.#bench.leave(clients);
  }

  found(): Found {
    const { scenario, now } = this.#bench;
    const endNs = this.#endNs ?? now();
    const churned: Churned = { scenario, load: this.#load, log: this.#log, audiences: this.#audiences, endNs };
    const rows = rowsOf(churned);
    const metrics = metricsOf(rows, churned);
    const sent = this.#audiences.map(() => 0);
    for (const { device, sent: messages } of this.#log.visits) sent[device] = (sent[device] ?? 0) + messages;
    const { sensor, subscriber } = predictHops(scenario, (device) => sent[device] ?? 0).hops;
    const predicted = { up: addPackets(sensor.up, subscriber.up), down: addPackets(sensor.down, subscriber.down) };
    const ledger = this.#bench.connectionLedger();
    return {
      section: {
        kind: "churn",
        connectsPerSecond: this.#load.connectsPerSecond,
        forNs: this.#load.forNs,
        leave: [...this.#load.leave],
        opened: ledger.connections.up["CONNECT"]?.packets ?? 0,
        rows: [...rows],
        messages: holdAgainst("messages", predicted, ledger),
        ledger,
      },
      metrics,
      faults: [...findLate(metrics), ...findShortage(rows), ...this.#busy.faults("use a lower rate")],
    };
  }

  #makeListening(): readonly Listening[] {
    const { scenario } = this.#bench;
    const places = audiencesOf(scenario).flatMap(({ members }, place) => members.map(({ client }) => [client, place]));
    const placeOf = new Map(places.map(([client = 0, place = 0]) => [client, place]));
    const listeners = placesOf(scenario, "subscriber");
    return receiversOf(scenario).map(({ client: number }, index) => {
      const client = this.#bench.client("subscribers", `r${index + 1}`, listeners[index]);
      client.isRecording = false;
      const receiver = new Receiver({
        client,
        onDelivery: (publish) => {
          const which = this.#messages.read(publish);
          if (which !== undefined) this.#log.arrived(which.sensor, which.sequence, placeOf.get(number) ?? 0);
        },
      });
      client.onPacket = (packet, atNs) => receiver.receive(packet, atNs);
      return { client, receiver };
    });
  }

  #makeVisitors(): readonly Visitor[] {
    const { scenario } = this.#bench;
    const topics = topicsOf(scenario);
    const first = firstSensors(scenario);
    return scenario.sensors.flatMap((sensors, group) => {
      return Array.from({ length: sensors.count }, (_, number) => {
        const device = (first[group] ?? 0) + number;
        return new Visitor({
          bench: this.#bench,
          load: this.#load,
          log: this.#log,
          device,
          place: { route: group, numberInGroup: number },
          topic: topics[device] ?? "",
          filter: this.#load.filter === null ? null : expandText(this.#load.filter, sensors, number),
          qos: sensors.qos,
          messages: this.#messages,
        });
      });
    });
  }

  async #listen(): Promise<void> {
    this.#bench.step("connecting");
    const receivers = receiversOf(this.#bench.scenario);
    await this.#bench.connectAll(
      this.#listening.map(({ client }) => client),
      () => cleanSession,
    );
    for (const [index, { client }] of this.#listening.entries()) {
      const { filters = [], qos = 0, share = null } = receivers[index] ?? {};
      const [filter = ""] = subscriptionsOf({ filters, share });
      await this.#bench.subscribe(client, { filter, qos, retainHandling: 0 });
    }
  }

  /** The devices of all groups come in turn, at one rate together. */
  #pace(startNs: number) {
    const { scenario } = this.#bench;
    const first = firstSensors(scenario);
    const periodNs = (fleetSize(scenario).sensors / this.#load.connectsPerSecond) * 1e9;
    return scenario.sensors.map(({ count }, group) => {
      const pacer = pacerOf("even", {
        startNs,
        periodNs,
        gridNs: gridNsOf[scenario.pacing],
        groupCount: count,
        sensors: Array.from({ length: count }, (_, number) => number),
        seed: groupSeed(scenario.seed, group),
        course: undefined,
      });
      return { pacer, group, first: first[group] ?? 0 };
    });
  }

  /** Begins what is due, and sees to the next turn. */
  #turn(timer: TurnTimer): void {
    this.#busy.look();
    const nowNs = this.#bench.now();
    let nextNs = Number.POSITIVE_INFINITY;
    for (const { pacer, group, first } of this.#pacers) {
      for (; pacer.dueNs <= nowNs && pacer.dueNs < this.#lastNs; pacer.advance()) {
        const device = first + pacer.place;
        const visitor = this.#visitors[device];
        const intendedNs = pacer.dueNs;
        const isMeasured = intendedNs >= this.#measureFromNs;
        const hasWaited = visitor?.isHere === true;
        visitor?.come(this.#log.add({ device, group, intendedNs, isMeasured, hasWaited }));
      }
      if (pacer.dueNs < this.#lastNs) nextNs = Math.min(nextNs, pacer.dueNs);
    }
    timer.arm(nextNs, false, false);
  }

  /** Everyone has come, and has left. */
  #isOver(): boolean {
    return (
      this.#pacers.every(({ pacer }) => pacer.dueNs >= this.#lastNs) && this.#visitors.every(({ isHere }) => !isHere)
    );
  }

  /** Deliveries of every message that was sent. */
  #expected(): number {
    return this.#log.visits.reduce((sum, { device, sent }) => sum + sent * (this.#audiences[device]?.length ?? 0), 0);
  }
}
