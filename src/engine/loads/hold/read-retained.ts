/** Reads back what a broker is to have retained: who subscribes anew must get it, whatever was acknowledged. */
import { messageOf } from "../../../errors.ts";
import type { OwnConnections } from "../../../mqtt/client/own-traffic.ts";
import { StepClient } from "../../../mqtt/client/step-client.ts";
import type { Endpoint } from "../../../mqtt/transport/endpoint.ts";
import { openTransport } from "../../../mqtt/transport/open-transport.ts";
import type { OpenTransport } from "../../../mqtt/transport/transport.ts";
import { limitsOfBroker } from "../../../mqtt/wire/header-limits.ts";
import { Ledger } from "../../../mqtt/wire/ledger.ts";
import type { Hurry } from "../../../hurry.ts";
import type { HoldSection } from "../../../result/loads/hold.ts";
import { expandText } from "../../../scenario/devices/expand-text.ts";
import { instanceOf } from "../../../scenario/fleet.ts";
import { holdQuietNs, numberTopic, sampleHeld } from "../../../scenario/loads/hold-steps.ts";
import type { HoldLoad } from "../../../scenario/loads/hold-steps.ts";
import { largestPublishBytes } from "../../../scenario/planning/largest-packet.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { OwnMessages } from "../../shard/received/own-messages.ts";
import type { SentAs } from "../../shard/received/own-messages.ts";
import { cleanSession } from "../../stepwise/bench.ts";

export interface ReadBack {
  readonly found: NonNullable<HoldSection["readBack"]>;
  /** What it took. */
  readonly own: OwnConnections;
}

export interface ReadBackOptions {
  readonly scenario: Scenario;
  readonly load: HoldLoad;
  /** The level that stands. */
  readonly level: number;
  /** Of the broker, by instance. */
  readonly endpoints: readonly Endpoint[];
  readonly open: (endpoint: Endpoint) => OpenTransport;
  /** The beginning of every client id. */
  readonly prefix: string;
  readonly sentAs: SentAs;
  /** Nanoseconds since the trial began. */
  readonly now: () => number;
  readonly hurry: Hurry;
}

const readBufferBytes = 64 * 1024;
/** Time for the broker to end the connection. */
const closeMs = 2000;
const pollMs = 5;

export const overNetwork = (endpoint: Endpoint): OpenTransport =>
  openTransport(endpoint, new Uint8Array(readBufferBytes));

/** Subscribes to a sample of the topics, on each instance to those of its sensors. Never rejects: which instance could not be asked is said, and the others are judged. */
export async function readRetained(options: ReadBackOptions): Promise<ReadBack> {
  const ledger = new Ledger(1);
  const topics = sampledTopics(options);
  let [asked, came] = [0, 0];
  let problem: string | null = null;
  for (const [instance, endpoint] of options.endpoints.entries()) {
    const due = new Map(topics.flatMap((each) => (each.instance === instance ? [[each.topic, each.sensor]] : [])));
    if (due.size === 0) continue;
    const client = clientOf(options, endpoint, instance, ledger);
    const forget = options.hurry.onBegin(() => client.reset());
    try {
      came += await readFrom(client, due, options);
      asked += due.size;
    } catch (error) {
      problem ??= messageOf(error);
    } finally {
      await leave(client);
      forget();
    }
  }
  return { found: { asked, came, problem }, own: { purpose: "read back", ledger } };
}

function sampledTopics({ scenario, load, level, endpoints }: ReadBackOptions) {
  const [group] = scenario.sensors;
  if (group === undefined) return [];
  return sampleHeld(load, level, group.count).map(({ sensor, message }) => ({
    sensor,
    instance: instanceOf(sensor, endpoints.length),
    topic: numberTopic(expandText(group.topic, group, sensor), message),
  }));
}

function clientOf(options: ReadBackOptions, endpoint: Endpoint, instance: number, ledger: Ledger): StepClient {
  const { scenario, prefix, now, open } = options;
  return new StepClient({
    clientId: `${prefix}back${instance}`,
    protocol: scenario.protocol,
    endpoint,
    open: open(endpoint),
    limits: limitsOfBroker(scenario.protocol, largestPublishBytes(scenario, true)),
    connectTimeoutNs: scenario.connect.timeoutNs,
    ledger,
    now,
  });
}

/** Of how many topics, each with its sensor, a message that this sensor sent came, to the byte: one of before is not it. Throws where not all could be asked for. */
async function readFrom(
  client: StepClient,
  topics: ReadonlyMap<string, number>,
  { scenario, load, sentAs, now }: ReadBackOptions,
): Promise<number> {
  const own = new OwnMessages({ scenario, ...sentAs });
  const missing = new Map(topics);
  let progressNs = now();
  client.onPacket = (packet) => {
    if (packet.type !== "PUBLISH") return;
    const sensor = missing.get(packet.topic);
    if (sensor === undefined || !own.isPayloadOf(sensor, packet.payload)) return;
    missing.delete(packet.topic);
    progressNs = now();
  };
  await client.connect(cleanSession);
  for (const filter of topics.keys()) {
    const code = await client.subscribe({ filter, qos: 0, retainHandling: 0 });
    if (code === undefined) throw new Error(client.cause?.words ?? "connection ended");
    if (code > 2) throw new Error(`subscription to ${filter} refused`);
    progressNs = now();
  }
  const quietNs = Math.min(holdQuietNs, load.timeoutNs);
  while (missing.size > 0 && client.isOpen && now() - progressNs < quietNs)
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  if (missing.size > 0 && !client.isOpen) throw new Error(client.cause?.words ?? "connection ended");
  return topics.size - missing.size;
}

async function leave(client: StepClient): Promise<void> {
  if (!client.isOpen) return;
  const ended = client.ended();
  client.leave();
  const late = setTimeout(() => client.reset(), closeMs);
  await ended;
  clearTimeout(late);
}
