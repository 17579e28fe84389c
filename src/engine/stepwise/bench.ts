/** What a load that is driven step by step works with: its clients, its clock, and what it must not leave at the broker. */
import { limitsOfBroker } from "../../mqtt/wire/header-limits.ts";
import type { HeaderLimits } from "../../mqtt/wire/header-limits.ts";
import { Ledger } from "../../mqtt/wire/ledger.ts";
import { StepClient } from "../../mqtt/client/step-client.ts";
import type { Connected } from "../../mqtt/client/step-client.ts";
import type { SessionOptions, Subscription } from "../../mqtt/client/step-packets.ts";
import type { ConnectionLedger } from "../../result/sections/ledger-section.ts";
import type { Trial } from "../../result/schema.ts";
import { largestPublishBytes } from "../../scenario/planning/largest-packet.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { addCounts } from "../account/count-clients.ts";
import { reconcileConnections } from "../account/reconcile.ts";
import type { StartMetronome } from "../pacing/metronome.ts";
import { Refusals } from "../account/refusals.ts";
import type { RefusalPart } from "../messages.ts";
import type { BenchOptions } from "./bench-options.ts";
import { identityAt, ownWay } from "./step-identity.ts";
import type { Member, Place, Role } from "./step-identity.ts";
import type { AlteredCounts } from "./stepped-messages.ts";

/** A step of the load could not be made: the trial is not valid, for this reason. */
export class StepFailure extends Error {}

/** What is looked for is looked for this often. */
const pollMs = 2;
const largestPacketId = 65_535;

/** A session of no length, without keepalive or will. */
export const cleanSession: SessionOptions = { isClean: true, keepaliveSeconds: 0, will: null, expirySeconds: 0 };

export class Bench {
  readonly scenario: Scenario;
  readonly runTag: number;
  readonly now: () => number;
  readonly startMetronome: StartMetronome;
  readonly altered: AlteredCounts = { topic: 0, length: 0, content: 0 };
  readonly #options: BenchOptions;
  readonly #limits: HeaderLimits;
  readonly #ledger = new Ledger(1);
  readonly #clients = new Map<StepClient, Member>();
  readonly #failed: Record<Role, Record<string, number>> = { sensors: {}, subscribers: {} };
  /** Ids: a client that comes again is the same. */
  readonly #connected: Record<Role, Set<string>> = { sensors: new Set(), subscribers: new Set() };
  readonly #keptSessions = new Map<string, StepClient>();
  readonly #refusals: Refusals;
  readonly #retained = new Set<string>();
  #isClosed = false;
  #isOver = false;

  constructor(options: BenchOptions) {
    this.#options = options;
    const { scenario } = options;
    this.#limits = limitsOfBroker(scenario.protocol, largestPublishBytes(scenario, true));
    this.scenario = scenario;
    this.runTag = options.runTag;
    this.now = options.now;
    this.startMetronome = options.startMetronome;
    this.#refusals = new Refusals(scenario.protocol, options.now);
  }

  /** Says what begins; ends a load whose trial is over. */
  step(title: string): void {
    if (this.#isOver) throw new StepFailure("the trial has ended");
    this.#options.onStep(title);
  }

  /** A client of its own id; `place`: where it stands in the fleet, where it is one of the scenario's. */
  client(role: Role, name: string, place?: Place): StepClient {
    const { prefix, routes } = this.#options;
    if (place === undefined) return this.#make({ role, clientId: `${prefix}${name}`, way: this.#options });
    const { clientId, login } = identityAt(this.#options, place);
    const way = ownWay(this.#options, place, routes[place.route] ?? this.#options);
    return this.#make({ role, clientId: clientId ?? `${prefix}${name}`, way, login, place });
  }

  /** Another client of the same id, which goes the same way. */
  again(client: StepClient): StepClient {
    return this.#make(this.#memberOf(client));
  }

  /** Another client of the same id, which goes to the broker itself. */
  #directly(client: StepClient): StepClient {
    const member = this.#memberOf(client);
    const way = member.place === undefined ? this.#options : ownWay(this.#options, member.place, this.#options);
    return this.#make({ ...member, way });
  }

  #memberOf(client: StepClient): Member {
    const member = this.#clients.get(client);
    if (member === undefined) throw new Error(`client ${client.clientId} is of another bench`);
    return member;
  }

  #make(member: Member): StepClient {
    const { clientId, way, login } = member;
    const { protocol, connect } = this.scenario;
    const client = new StepClient({
      clientId,
      protocol,
      endpoint: way.endpoint,
      open: way.open,
      login,
      limits: this.#limits,
      connectTimeoutNs: connect.timeoutNs,
      ledger: this.#ledger,
      now: this.now,
    });
    client.onRefusal = (...answer) => this.#refusals.count(clientId, ...answer);
    this.#clients.set(client, member);
    return client;
  }

  async connect(client: StepClient, session: SessionOptions): Promise<Connected> {
    if (this.#isClosed) throw new StepFailure("the trial has ended");
    const { role } = this.#memberOf(client);
    if (!session.isClean) this.#keptSessions.set(client.clientId, client);
    try {
      const connected = await client.connect(session);
      this.#connected[role].add(client.clientId);
      return connected;
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      this.#failed[role] = addCounts([this.#failed[role], { [cause]: 1 }]);
      throw new StepFailure(`client ${client.clientId} did not connect: ${cause}`, { cause: error });
    }
  }

  /** The QoS granted. Throws where the broker refuses: what does not come then is not lost. */
  async subscribe(client: StepClient, subscription: Subscription): Promise<number> {
    const code = await this.askFor(client, subscription);
    if (code > 2) throw new StepFailure(`the subscription to ${subscription.filter} was refused`);
    return code;
  }

  /** The QoS granted, or the code of a refusal, from 0x80 on. Throws where the broker does not answer. */
  async askFor(client: StepClient, subscription: Subscription): Promise<number> {
    const code = await client.subscribe(subscription);
    if (code !== undefined) return code;
    throw new StepFailure(
      `the subscription to ${subscription.filter} was not answered: ${client.cause?.words ?? "ended"}`,
    );
  }

  /** Throws when connections have ended that were to last. */
  expectOpen(clients: readonly StepClient[], who: string): void {
    const ended = clients.filter(({ isOpen }) => !isOpen);
    const [first] = ended;
    if (first === undefined) return;
    throw new StepFailure(
      `${ended.length} of ${clients.length} ${who} lost their connection: ${first.cause?.words ?? "ended"}`,
    );
  }

  /** Connects all at the scenario's rate, in the order given. */
  async connectAll(
    clients: readonly StepClient[],
    sessionOf: (index: number) => SessionOptions,
  ): Promise<readonly Connected[]> {
    const fromNs = this.now();
    const connecting: Promise<Connected>[] = [];
    for (const [index, client] of clients.entries()) {
      const dueNs = fromNs + (index / this.scenario.connect.ratePerSecond) * 1e9;
      if (dueNs > this.now() + pollMs * 1e6) await sleep((dueNs - this.now()) / 1e6);
      const connected = this.connect(client, sessionOf(index));
      // Whoever awaits them all hears of it; until then nobody listens.
      connected.catch(() => undefined);
      connecting.push(connected);
    }
    return await Promise.all(connecting);
  }

  /** Whether it came true in time. */
  async until(isDone: () => boolean, timeoutNs: number): Promise<boolean> {
    await this.#wait(() => this.#isOver || isDone(), timeoutNs);
    return isDone();
  }

  async #wait(isDone: () => boolean, timeoutNs: number): Promise<void> {
    const untilNs = this.now() + timeoutNs;
    while (!isDone() && this.now() < untilNs) await sleep(pollMs);
  }

  /** Waits until `count` has not risen for a while, at most for `timeoutNs`. */
  async quiet(count: () => number, quietNs: number, timeoutNs: number): Promise<void> {
    let seen = count();
    let fromNs = this.now();
    await this.until(() => {
      const now = count();
      if (now !== seen) fromNs = this.now();
      seen = now;
      return this.now() - fromNs >= quietNs;
    }, timeoutNs);
  }

  /** Topics that this load leaves a retained message on. */
  retains(topics: readonly string[]): void {
    for (const topic of topics) this.#retained.add(topic);
  }

  /** The trial is over: what still runs of the load goes no further. */
  end(): void {
    this.#isOver = true;
    for (const client of this.#clients.keys()) client.reset();
  }

  /** Clears kept sessions and retained messages. */
  async cleanUp(): Promise<void> {
    await this.clearSessions();
    await this.clearRetained();
  }

  /** Version 3.1.1 gives up a kept session only by connecting again [MQTT-3.1.2-6]. */
  async clearSessions(): Promise<void> {
    const clients = [...this.#keptSessions.values()].map((client) => this.#directly(client));
    await this.connectAll(clients, () => cleanSession);
    for (const { clientId } of clients) this.#keptSessions.delete(clientId);
    await this.leave(clients);
  }

  /** What the broker did not let clear is left in `left`. */
  async clearRetained(): Promise<void> {
    if (this.#retained.size === 0) return;
    const client = this.client("sensors", "clear");
    await this.connect(client, cleanSession);
    const payload = new Uint8Array(0);
    /** By packet identifier. */
    const clearing = new Map<number, string>();
    client.onPacket = (packet) => {
      if (packet.type === "PUBACK") this.#retained.delete(clearing.get(packet.packetId) ?? "");
    };
    // At QoS 1, which every broker has, so that it is known when they are gone.
    for (const [index, topic] of [...this.#retained].entries()) {
      const packetId = (index % largestPacketId) + 1;
      clearing.set(packetId, topic);
      client.publish({ topic, payload, qos: 1, packetId, isDuplicate: false, isRetained: true });
    }
    // Of a trial that has ended before, too.
    await this.#wait(() => this.#retained.size === 0 || !client.isOpen, this.scenario.connect.timeoutNs);
    await this.leave([client]);
  }

  /** What may be left at the broker. */
  get left(): { readonly retained: readonly string[]; readonly sessions: readonly string[] } {
    return { retained: [...this.#retained], sessions: [...this.#keptSessions.keys()] };
  }

  /** DISCONNECT, and the end of the connections. */
  async leave(clients: readonly StepClient[]): Promise<void> {
    const ending = clients.filter((client) => client.isOpen).map(async (client) => await client.ended());
    for (const client of clients) if (client.isOpen) client.leave();
    await Promise.race([Promise.all(ending), sleep(this.scenario.connect.timeoutNs / 1e6, "in vain")]);
  }

  /** Ends every connection, at once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const clients = [...this.#clients.keys()];
    for (const client of clients) client.reset();
    await Promise.race([
      Promise.all(clients.map(async (client) => await client.ended())),
      sleep(this.scenario.connect.timeoutNs / 1e6, "in vain"),
    ]);
  }

  clientsOf(role: Role): Trial["sensors"] {
    const planned = new Set([...this.#clients.values()].flatMap((each) => (each.role === role ? [each.clientId] : [])));
    return { planned: planned.size, connected: this.#connected[role].size, failed: this.#failed[role], dropped: {} };
  }

  get refusals(): readonly RefusalPart[] {
    return this.#refusals.parts;
  }

  /** The ledger of every connection that has ended. */
  connectionLedger(): ConnectionLedger {
    const sum = (key: "socketUp" | "socketDown" | "unreconciled"): number =>
      [...this.#clients.keys()].reduce((total, { bytes }) => total + bytes[key], 0);
    return reconcileConnections(this.scenario, [
      {
        packets: this.#ledger.packets,
        packetBytes: this.#ledger.bytes,
        bytes: {
          socketUp: sum("socketUp"),
          socketDown: sum("socketDown"),
          unreconciled: sum("unreconciled"),
        },
      },
    ]);
  }
}

/** `in vain`: the process need not live for it. */
async function sleep(ms: number, kind: "needed" | "in vain" = "needed"): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    if (kind === "in vain") timer.unref();
  });
}
