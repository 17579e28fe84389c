/** One connection before thousands: whether the broker can be used at all, and at the QoS levels of the case. */
import type { RunningBroker } from "../../broker/running-broker.ts";
import { MqbenchError } from "../../errors.ts";
import type { Hurry } from "../../hurry.ts";
import type { ClientEvents, MqttClient, PublisherSpec } from "../../mqtt/client/client.ts";
import type { Cause, CauseCode } from "../../mqtt/wire/cause.ts";
import { PublishTemplate } from "../../mqtt/wire/codec.ts";
import { decodeReasonString } from "../../mqtt/wire/control-packets.ts";
import type { Connack } from "../../mqtt/wire/control-packets.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { limitsOfBroker } from "../../mqtt/wire/header-limits.ts";
import { InflightTable } from "../../mqtt/client/inflight-table.ts";
import { sweepEveryMs } from "../../mqtt/client/keepalive.ts";
import type { Ledger } from "../../mqtt/wire/ledger.ts";
import { NativeClient } from "../../mqtt/client/native-client.ts";
import type { OpenTransport } from "../../mqtt/transport/transport.ts";
import { openTransport } from "../../mqtt/transport/open-transport.ts";
import type { GroupSecrets } from "../messages.ts";
import { loginsOf } from "../shard/identity/logins.ts";
import { ownContext } from "../shard/identity/own-context.ts";
import { greetingTopic, publishesAtGreeting } from "../../scenario/planning/beside-load.ts";
import { receiversOf, statedClientId, subscriptionsOf } from "../../scenario/fleet.ts";
import { largestPublishBytes } from "../../scenario/planning/largest-packet.ts";
import { whyTooLarge } from "../../scenario/planning/too-large.ts";
import { demandsOf } from "../../scenario/planning/plan.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { trialClock } from "../clock.ts";
import { hintFor } from "./greeting-hints.ts";
import { brokerWords } from "../account/refusals.ts";

const readBufferBytes = 64 * 1024;
/** Time for the broker to end the connection. */
const closeMs = 2000;

/**
 * Connects once as the clients will, subscribes at their highest level, and leaves; at a broker that mqbench started it publishes one empty
 * message at their highest level too, to a topic of its own. Returns in words what the broker cannot do, or null. Throws the broker's reason
 * when it cannot be used at all, or what happened instead of an answer.
 */
export async function greetBroker(
  broker: RunningBroker,
  scenario: Scenario,
  clientId: string,
  { hurry, ledger, secrets }: GreetingOptions,
): Promise<string | null> {
  for (const endpoint of broker.endpoints) {
    const greeting = new Greeting(endpoint, scenario, clientId, { ledger, secrets });
    const ended = await greeting.run(hurry);
    if (ended.kind === "cannot") return `${broker.facts.name} ${ended.why}`;
    if (ended.kind === "failed") {
      const said = ended.said === null ? "" : `, in its own words: ${brokerWords(ended.said)}`;
      throw new MqbenchError("invalid", `cannot use the broker at ${broker.facts.url}: ${ended.cause.words}${said}`, {
        hint: hintFor(ended.cause.code, endpoint),
      });
    }
  }
  return null;
}

interface GreetingOptions {
  readonly hurry: Hurry;
  /** Counts what is sent and received. */
  readonly ledger: Ledger;
  /** By group. */
  readonly secrets: readonly GroupSecrets[];
}

type Ended =
  | { readonly kind: "ok" }
  | { readonly kind: "cannot"; readonly why: string }
  | { readonly kind: "failed"; readonly cause: Cause; readonly said: string | null };

class Greeting implements ClientEvents {
  readonly #scenario: Scenario;
  readonly #client: NativeClient;
  readonly #now = trialClock(process.hrtime.bigint());
  #ended: Ended | undefined;
  #isOpen = false;
  #isPublishing = false;
  /** The broker's words with its last refusal. */
  #brokerSaid: string | null = null;
  #patience: NodeJS.Timeout | undefined;
  #closing: NodeJS.Timeout | undefined;
  #settle: (ended: Ended) => void = () => undefined;

  constructor(
    endpoint: Endpoint,
    scenario: Scenario,
    clientId: string,
    { ledger, secrets }: Pick<GreetingOptions, "ledger" | "secrets">,
  ) {
    this.#scenario = scenario;
    const { protocol, keepaliveSeconds } = scenario;
    const buffer = new Uint8Array(readBufferBytes);
    const open = (to: Endpoint): OpenTransport => openTransport(to, buffer);
    const shared = {
      protocol,
      isCleanSession: true,
      keepaliveSeconds,
      connectTimeoutNs: scenario.connect.timeoutNs,
      endpoint,
      open: open(endpoint),
      runTag: 0,
      limits: limitsOfBroker(protocol, largestPublishBytes(scenario, true)),
      ledger,
      events: this,
      now: this.#now,
    };
    const caller = { group: scenario.sensors[0], numberInGroup: 0, secrets: secrets[0] };
    const context = ownContext(shared, caller, open);
    const { group } = caller;
    this.#client = new NativeClient(context, {
      index: 0,
      // As the first sensor, where the scenario says who that is: a broker may know its devices only.
      clientId: (group && statedClientId(group, 0)) ?? clientId,
      login: loginsOf(caller, Date.now),
      publisher: publisherOf(scenario),
    });
  }

  async run(hurry: Hurry): Promise<Ended> {
    const done = new Promise<Ended>((resolve) => {
      this.#settle = resolve;
    });
    const hasten = (): void => {
      this.#ended ??= { kind: "ok" };
      this.#client.abort("interrupted");
    };
    this.#client.connect();
    const forget = hurry.onBegin(hasten);
    const sweep = setInterval(() => this.#client.sweep(this.#now()), sweepEveryMs);
    const ended = await done;
    clearInterval(sweep);
    clearTimeout(this.#patience);
    clearTimeout(this.#closing);
    forget();
    return ended;
  }

  opened(_client: MqttClient, { maximumPacketBytes }: Connack): void {
    this.#isOpen = true;
    const beyond = whyTooLarge(this.#scenario, maximumPacketBytes);
    if (beyond !== null) return this.#leave({ kind: "cannot", why: beyond });
    // A broker that answers no more is the trial's to tell.
    this.#patience = setTimeout(() => this.#leave({ kind: "ok" }), this.#scenario.connect.timeoutNs / 1e6);
    const { subscribeQos } = demandsOf(this.#scenario);
    const receiver = receiversOf(this.#scenario).find(({ qos }) => qos === subscribeQos);
    if (receiver !== undefined && subscribeQos > 0) this.#client.subscribe(subscriptionsOf(receiver), subscribeQos);
    else this.#publish();
  }

  resumed(): void {}

  /** A refusal may be this topic's: the trial will count it. */
  subscribed(_client: MqttClient, code: number): void {
    const { subscribeQos } = demandsOf(this.#scenario);
    if (code < subscribeQos)
      this.#leave({ kind: "cannot", why: `grants QoS ${code} to a QoS ${subscribeQos} subscription` });
    else this.#publish();
  }

  sent(): void {}

  acknowledged(): void {
    this.#leave({ kind: "ok" });
  }

  refusal(_client: MqttClient, _answer: number, _code: number, buffer: Uint8Array, start: number, end: number): void {
    this.#brokerSaid = decodeReasonString(buffer.subarray(start, end), this.#scenario.protocol);
  }

  refused(): void {
    this.#leave({ kind: "ok" });
  }

  closed(_client: MqttClient, cause: Cause): void {
    if (this.#ended !== undefined) return this.#settle(this.#ended);
    const { publishQos, protocol } = demandsOf(this.#scenario);
    if (this.#isPublishing) return this.#settle(whyClosed(cause.code, publishQos));
    if (this.#isOpen) return this.#settle({ kind: "ok" });
    if (cause.code === "protocol version") return this.#settle({ kind: "cannot", why: `refuses MQTT ${protocol}` });
    this.#settle({ kind: "failed", cause, said: this.#brokerSaid });
  }

  abandoned(): void {}

  arrived(): number {
    return 0;
  }

  released(): void {}

  intendedNsOf(): number {
    return -1;
  }

  ponged(): void {}

  #publish(): void {
    if (!publishesAtGreeting(this.#scenario)) return this.#leave({ kind: "ok" });
    this.#isPublishing = true;
    this.#client.publish(0, 0, 0);
  }

  #leave(ended: Ended): void {
    this.#ended ??= ended;
    // A broker may never end its side of the connection.
    this.#closing ??= setTimeout(() => this.#client.abort("not ended by the broker"), closeMs);
    this.#client.disconnect();
  }
}

/** What else goes wrong on a connection, the trial counts and names. */
function whyClosed(code: CauseCode, publishQos: number): Ended {
  if (code === "unexpected PUBACK" && publishQos === 2)
    return { kind: "cannot", why: "answers a QoS 2 PUBLISH with PUBACK: it treats it as QoS 1" };
  if (code === "unexpected PUBACK" || code === "protocol error") return { kind: "ok" };
  return { kind: "cannot", why: `closes the connection at a QoS ${publishQos} PUBLISH` };
}

function publisherOf(scenario: Scenario): PublisherSpec | undefined {
  const { protocol, publishQos } = demandsOf(scenario);
  // A broker's Maximum QoS (MQTT 5, 3.2.2.3.4) is held against it when it answers CONNECT.
  if (publishQos === 0) return undefined;
  const topic = new TextEncoder().encode(greetingTopic);
  const template = new PublishTemplate({
    isVersion5: protocol === "5",
    qos: publishQos,
    isRetained: false,
    topicBytes: topic.length,
    payload: new Uint8Array(0),
  });
  const table = new InflightTable(1, 1);
  const kinds = [{ sensor: 0, qos: publishQos, topic, template, packetBytes: 0 }];
  return { window: 1, table, row: 0, firstPlace: 0, kinds };
}
