/** A device: takes its commands, replies to each, and may be away for a time, its session kept. */
import type { StepClient } from "../../../mqtt/client/step-client.ts";
import type { SessionOptions } from "../../../mqtt/client/step-packets.ts";
import type { Qos } from "../../../scenario/keys/qos.ts";
import type { GroupCommands } from "../../../scenario/loads/command-keys.ts";
import type { Bench } from "../../stepwise/bench.ts";
import { Outbox } from "../../stepwise/outbox.ts";
import { Receiver } from "../../stepwise/receiver.ts";
import type { SteppedMessages } from "../../stepwise/stepped-messages.ts";
import type { Command } from "./command-log.ts";

export interface DeviceOptions {
  readonly bench: Bench;
  readonly client: StepClient;
  readonly commands: GroupCommands;
  readonly commandTopic: string;
  readonly messages: SteppedMessages;
  readonly replyTopic: string;
  /** Where it is in its time asleep and awake when the load begins, from 0 to 1. */
  readonly phase: number;
  /** A command came, by its number; undefined: it is none of the device's. */
  readonly onCommand: (number: number, atNs: number) => Command | undefined;
  /** It could not come back. */
  readonly onFailure: (error: unknown) => void;
}

/** An hour after the load no session is there, also where mqbench could not clear it. */
const sessionSeconds = 3600;

export class Device {
  readonly client: StepClient;
  /** The broker had forgotten its session when it came back. */
  sessionsLost = 0;
  readonly #options: DeviceOptions;
  readonly #outbox: Outbox;
  readonly #receiver: Receiver;
  #timer: NodeJS.Timeout | undefined;
  #waking: Promise<void> = Promise.resolve();
  /** Commands that ask for a reply, counted. */
  #taken = 0;
  /** leaving: it is to be away, and has something under way. */
  #state: "awake" | "leaving" | "away" = "awake";
  #isOver = false;
  /** When it began to wake. */
  #awakeFromNs = 0;
  /** When the last time awake that has passed began. */
  #wasAwakeFromNs = 0;
  /** When the last command came that had not come before. */
  #newAtNs = 0;

  constructor(options: DeviceOptions) {
    const { client, messages, onCommand } = options;
    this.client = client;
    client.isRecording = false;
    this.#options = options;
    this.#outbox = new Outbox(client);
    this.#receiver = new Receiver({
      client,
      onDelivery: (publish, atNs) => {
        const which = messages.read(publish);
        const command = which === undefined ? undefined : onCommand(which.sequence, atNs);
        if (command !== undefined) this.#take(command, publish.payload, atNs);
      },
    });
    client.onPacket = (packet, atNs) => {
      this.#outbox.receive(packet);
      this.#receiver.receive(packet, atNs);
      if (this.#state === "leaving") this.#leave();
    };
  }

  /** From when it is to leave, until it is back. */
  get isAway(): boolean {
    return this.#state !== "awake";
  }

  /**
   * Whether it has been back since then for a whole time awake in which nothing new came: what the broker had queued for it has come, or
   * does not. A queue may take longer than one time awake.
   */
  hasBeenBackSince(ns: number): boolean {
    return this.#options.commands.asleepNs === 0 || this.#wasAwakeFromNs > Math.max(ns, this.#newAtNs);
  }

  /** Something of its own is under way. */
  get isBusy(): boolean {
    return this.#outbox.inflight > 0 || this.#receiver.unreleased > 0;
  }

  get asksQos(): Qos {
    return this.#options.commands.subscribeQos;
  }

  get session(): SessionOptions {
    const isKept = this.#options.commands.asleepNs > 0;
    return { isClean: !isKept, keepaliveSeconds: 0, will: null, expirySeconds: isKept ? sessionSeconds : 0 };
  }

  /** The QoS granted. */
  async subscribe(): Promise<number> {
    const { bench, commandTopic } = this.#options;
    return await bench.subscribe(this.client, { filter: commandTopic, qos: this.asksQos, retainHandling: 0 });
  }

  /** Its times asleep and awake begin. */
  start(): void {
    const { asleepNs, awakeNs } = this.#options.commands;
    if (asleepNs === 0) return;
    const atNs = this.#options.phase * (asleepNs + awakeNs);
    if (atNs < asleepNs) this.#sleep(asleepNs - atNs);
    else this.#after(asleepNs + awakeNs - atNs, () => this.#sleep(asleepNs));
  }

  /** It stays as it is; who is on the way back arrives first. */
  async stop(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#waking;
  }

  #take(command: Command, payload: Uint8Array, atNs: number): void {
    const { commands, replyTopic } = this.#options;
    // What came again has its reply.
    if (command.deliveries > 1) return;
    this.#newAtNs = atNs;
    if (!command.isReplyDue) return;
    this.#taken += 1;
    command.isWithheld = commands.withheldNth !== null && this.#taken % commands.withheldNth === 0;
    if (!command.isWithheld)
      this.#outbox.publish({ topic: replyTopic, payload, qos: commands.replyQos, isRetained: false });
  }

  #sleep(lengthNs: number): void {
    this.#state = "leaving";
    this.#wasAwakeFromNs = this.#awakeFromNs;
    this.#after(lengthNs, () => {
      this.#waking = this.#wake().catch(this.#options.onFailure);
    });
    this.#leave();
  }

  /** Once nothing is under way: what was would come again, with DUP. */
  #leave(): void {
    if (this.isBusy) return;
    this.#state = "away";
    this.client.leave();
  }

  async #wake(): Promise<void> {
    const { asleepNs, awakeNs } = this.#options.commands;
    // What is queued may come with CONNACK.
    this.#awakeFromNs = this.#options.bench.now();
    if (this.#state === "away") await this.#return();
    this.#state = "awake";
    this.#after(awakeNs, () => this.#sleep(asleepNs));
  }

  async #return(): Promise<void> {
    await this.client.ended();
    const { isSessionPresent } = await this.#options.bench.connect(this.client, this.session);
    if (isSessionPresent) return;
    this.sessionsLost += 1;
    this.#receiver.forget();
    await this.subscribe();
  }

  #after(ns: number, act: () => void): void {
    if (!this.#isOver) this.#timer = setTimeout(act, ns / 1e6);
  }
}
