/** The commands load: a backend sends commands at their intended times, devices reply, and every reply is waited for. */
import type { ReceivedPublish } from "../../../mqtt/client/step-packets.ts";
import type { MessagesOfAllHops } from "../../../result/sections/ledger-section.ts";
import { firstSensors, receiversOf, subscriptionsOf, topicsOf } from "../../../scenario/fleet.ts";
import { gridNsOf } from "../../../scenario/keys/pacing-grid.ts";
import { awaitedNs, commandsTo, commandTopics } from "../../../scenario/loads/command-keys.ts";
import type { CommandsLoad, GroupCommands } from "../../../scenario/loads/command-keys.ts";
import { groupSeed } from "../../pacing/due-times.ts";
import { pacerOf } from "../../pacing/pacer-of.ts";
import type { Pacer } from "../../pacing/pacer.ts";
import { cleanSession, StepFailure } from "../../stepwise/bench.ts";
import type { Bench } from "../../stepwise/bench.ts";
import { BusyThread } from "../../stepwise/busy-thread.ts";
import { addPackets, holdAgainst } from "../../stepwise/message-ledger.ts";
import { Outbox } from "../../stepwise/outbox.ts";
import { placesOf } from "../../stepwise/step-identity.ts";
import type { Place } from "../../stepwise/step-identity.ts";
import { Receiver } from "../../stepwise/receiver.ts";
import type { Found, Stepwise } from "../../stepwise/stepped-load.ts";
import { seededBodies, SteppedMessages } from "../../stepwise/stepped-messages.ts";
import { TurnTimer } from "../steady/turn-timer.ts";
import { CommandLog } from "./command-log.ts";
import { findLate, metricsOf, rowsOf } from "./commands-result.ts";
import type { Answered } from "./commands-result.ts";
import { Device } from "./device.ts";
import { predictCommands } from "./predicted-packets.ts";

/** From the last subscription to the first command. */
const leadNs = 100e6;

interface Backend {
  readonly client: ReturnType<Bench["client"]>;
  readonly outbox: Outbox;
  readonly receiver: Receiver;
}

interface GroupPace {
  readonly pacer: Pacer;
  readonly group: number;
  readonly first: number;
  readonly commands: GroupCommands;
}

export class CommandsExperiment implements Stepwise {
  readonly #bench: Bench;
  readonly #load: CommandsLoad;
  readonly #log = new CommandLog();
  readonly #topics: readonly string[];
  readonly #messages: SteppedMessages;
  readonly #replies: SteppedMessages;
  readonly #backends: readonly Backend[];
  readonly #devices: readonly Device[];
  #paces: readonly GroupPace[] = [];
  #measureFromNs = 0;
  #lastNs = 0;
  #endNs: number | null = null;
  readonly #busy = new BusyThread();
  #failure: Error | null = null;

  constructor(bench: Bench, load: CommandsLoad) {
    this.#bench = bench;
    this.#load = load;
    this.#topics = commandTopics(bench.scenario, load);
    const { scenario } = bench;
    const bodies = seededBodies(scenario);
    const bodyOf = (device: number): Uint8Array => bodies[device] ?? new Uint8Array();
    const dueNsOf = (number: number): number => this.#log.commands[number]?.intendedNs ?? 0;
    this.#messages = new SteppedMessages(bench, this.#topics, bodyOf, dueNsOf);
    this.#replies = new SteppedMessages(bench, topicsOf(scenario), bodyOf, dueNsOf);
    this.#backends = placesOf(scenario, "subscriber").map((place, index) => this.#makeBackend(index, place));
    this.#devices = this.#makeDevices();
  }

  async run(): Promise<void> {
    await this.#connect();
    const fromNs = Math.ceil((this.#bench.now() + leadNs) / 1e6) * 1e6;
    this.#measureFromNs = fromNs + this.#load.warmupNs;
    this.#lastNs = this.#measureFromNs + this.#load.forNs;
    this.#paces = this.#pace(fromNs);
    for (const device of this.#devices) device.start();
    this.#bench.step("commands and replies");
    const timer: TurnTimer = new TurnTimer(this.#bench.startMetronome, () => this.#turn(timer));
    try {
      this.#turn(timer);
      const longestNs = Math.max(...this.#paces.map(({ commands }) => this.#patienceNs(commands)));
      // As long as anything comes, more may.
      const isHopeless = (): boolean =>
        this.#bench.now() >= Math.max(this.#lastNs, this.#log.newAtNs) + longestNs + leadNs;
      const isOver = (): boolean => this.#failure !== null || this.#isDone() || isHopeless();
      await this.#bench.until(isOver, Number.POSITIVE_INFINITY);
    } finally {
      timer.end();
      this.#endNs = this.#bench.now();
    }
    await Promise.all(this.#devices.map(async (device) => await device.stop()));
    if (this.#failure !== null) throw this.#failure;
    this.#bench.step("the end of connections");
    const backends = this.#backends.map(({ client }) => client);
    const awake = this.#devices.filter(({ isAway }) => !isAway).map(({ client }) => client);
    this.#bench.expectOpen(backends, "clients of the backend");
    this.#bench.expectOpen(awake, "devices");
    await this.#bench.leave([...backends, ...awake]);
  }

  found(): Found {
    const { scenario } = this.#bench;
    const answered = this.#answered();
    const rows = rowsOf(answered);
    const metrics = metricsOf(rows, answered);
    const sent = this.#topics.map(() => 0);
    for (const { device, sentNs } of this.#log.commands) if (sentNs !== null) sent[device] = (sent[device] ?? 0) + 1;
    const ledger = this.#bench.connectionLedger();
    const { faults, warnings } = findLate(metrics);
    return {
      section: {
        kind: "commands",
        subscribeQos: [...new Set(scenario.subscribers.map(({ qos }) => qos))],
        forNs: this.#load.forNs,
        rows: [...rows],
        messages: holdAgainst("commands and replies", this.#predict(sent), ledger),
        ledger,
      },
      metrics,
      faults: [...faults, ...this.#busy.faults("use fewer devices, or send less often")],
      warnings,
    };
  }

  /** `sent`: commands by device. What met a device that had just left comes to it a second time. */
  #predict(sent: readonly number[]): MessagesOfAllHops["predicted"] {
    const { up, down } = predictCommands(this.#bench.scenario, this.#load, sent);
    const unread = this.#devices.map(({ client }) => client.unread).filter(({ packets }) => packets > 0);
    return { up, down: unread.reduce((all, PUBLISH) => addPackets(all, { PUBLISH }), down) };
  }

  #answered(): Answered {
    const { scenario, now } = this.#bench;
    const first = firstSensors(scenario);
    const sessionsLost = scenario.sensors.map((_, group) =>
      this.#devices.slice(first[group], first[group + 1]).reduce((sum, device) => sum + device.sessionsLost, 0),
    );
    const { commands } = this.#log;
    return { scenario, load: this.#load, commands, sessionsLost, endNs: this.#endNs ?? now() };
  }

  #makeBackend(index: number, place: Place): Backend {
    const client = this.#bench.client("subscribers", `r${index + 1}`, place);
    client.isRecording = false;
    const outbox = new Outbox(client);
    const receiver = new Receiver({ client, onDelivery: (publish, atNs) => this.#replied(index, publish, atNs) });
    client.onPacket = (packet, atNs) => {
      outbox.receive(packet);
      receiver.receive(packet, atNs);
    };
    return { client, outbox, receiver };
  }

  #makeDevices(): readonly Device[] {
    const { scenario } = this.#bench;
    const replies = topicsOf(scenario);
    const first = firstSensors(scenario);
    return scenario.sensors.flatMap((sensors, group) => {
      const commands = commandsTo(this.#load, sensors);
      return Array.from({ length: sensors.count }, (_, number) => {
        const place = (first[group] ?? 0) + number;
        return new Device({
          bench: this.#bench,
          client: this.#bench.client("sensors", `s${place + 1}`, { route: group, numberInGroup: number }),
          commands,
          commandTopic: this.#topics[place] ?? "",
          messages: this.#messages,
          replyTopic: replies[place] ?? "",
          phase: number / sensors.count,
          onCommand: (command, atNs) => this.#log.delivered(place, command, atNs),
          onFailure: (error) => {
            this.#failure ??= error instanceof Error ? error : new Error(String(error));
          },
        });
      });
    });
  }

  async #connect(): Promise<void> {
    const { scenario } = this.#bench;
    this.#bench.step("connecting");
    const receivers = receiversOf(scenario);
    await this.#bench.connectAll(
      this.#backends.map(({ client }) => client),
      () => cleanSession,
    );
    await this.#bench.connectAll(
      this.#devices.map(({ client }) => client),
      (place) => this.#devices[place]?.session ?? cleanSession,
    );
    this.#bench.step("subscribing");
    const asked = [
      ...this.#backends.map(async ({ client }, index) => {
        const { filters = [], qos = 0, share = null } = receivers[index] ?? {};
        const [filter = ""] = subscriptionsOf({ filters, share });
        const subscription = { filter, qos, retainHandling: 0 } as const;
        expectGranted(await this.#bench.subscribe(client, subscription), qos, filter);
      }),
      ...this.#devices.map(async (device) => expectGranted(await device.subscribe(), device.asksQos, "its commands")),
    ];
    await Promise.all(asked);
  }

  #pace(startNs: number): readonly GroupPace[] {
    const { sensors, pacing, seed } = this.#bench.scenario;
    const first = firstSensors(this.#bench.scenario);
    return sensors.map((of, group) => {
      const commands = commandsTo(this.#load, of);
      const pacer = pacerOf("even", {
        startNs,
        periodNs: commands.periodNs,
        gridNs: gridNsOf[pacing],
        groupCount: of.count,
        sensors: Array.from({ length: of.count }, (_, number) => number),
        seed: groupSeed(seed, group),
        course: undefined,
      });
      return { pacer, group, first: first[group] ?? 0, commands };
    });
  }

  /** Sends what is due, and sees to the next turn. */
  #turn(timer: TurnTimer): void {
    this.#busy.look();
    const nowNs = this.#bench.now();
    let nextNs = Number.POSITIVE_INFINITY;
    for (const pace of this.#paces) {
      const { pacer } = pace;
      while (pacer.dueNs <= nowNs && pacer.dueNs < this.#lastNs) {
        this.#send(pace, pacer.dueNs);
        pacer.advance();
      }
      if (pacer.dueNs < this.#lastNs) nextNs = Math.min(nextNs, pacer.dueNs);
    }
    timer.arm(nextNs, false, false);
  }

  #send({ pacer, group, first, commands }: GroupPace, intendedNs: number): void {
    const device = first + pacer.place;
    const backend = this.#backends[device % this.#backends.length];
    const isOpen = backend?.client.isOpen === true;
    const number = this.#log.add(
      {
        device,
        group,
        intendedNs,
        isMeasured: intendedNs >= this.#measureFromNs,
        isAway: this.#devices[device]?.isAway === true,
        isReplyDue: commands.isReplied,
        timeoutNs: commands.timeoutNs,
      },
      isOpen ? this.#bench.now() : null,
    );
    if (!isOpen) return;
    const payload = this.#messages.payloadOf({ sensor: device, sequence: number });
    backend.outbox.publish({ topic: this.#topics[device] ?? "", payload, qos: commands.qos, isRetained: false });
  }

  #replied(client: number, publish: ReceivedPublish, atNs: number): void {
    const which = this.#replies.read(publish);
    if (which !== undefined) this.#log.replied(which.sensor, which.sequence, client, atNs);
  }

  /** Who sleeps must get in once more. */
  #patienceNs(commands: GroupCommands): number {
    return awaitedNs(commands) + (commands.asleepNs > 0 ? this.#bench.scenario.connect.timeoutNs : 0);
  }

  /** Everything was sent, nothing is waited for, and the exchanges have ended, whose packets are predicted. */
  #isDone(): boolean {
    return (
      this.#paces.every(({ pacer }) => pacer.dueNs >= this.#lastNs) &&
      this.#log.isSettled(
        this.#bench.now(),
        (device, sentNs) => this.#devices[device]?.hasBeenBackSince(sentNs) === false,
      ) &&
      this.#backends.every(({ outbox, receiver }) => outbox.inflight + receiver.unreleased === 0) &&
      this.#devices.every(({ isBusy }) => !isBusy)
    );
  }
}

function expectGranted(granted: number, asked: number, what: string): void {
  if (granted < asked) throw new StepFailure(`the broker grants QoS ${granted} to ${what}, asked for at QoS ${asked}`);
}
