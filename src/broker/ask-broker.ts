/** Asks a broker that runs what it can do: a few packets at each version of MQTT, on topics that nobody else has. */
import type { Endpoint } from "../mqtt/transport/endpoint.ts";
import type { ProtocolVersion } from "../mqtt/wire/control-packets.ts";
import { limitsOfBroker } from "../mqtt/wire/header-limits.ts";
import type { Ledger } from "../mqtt/wire/ledger.ts";
import { StepClient } from "../mqtt/client/step-client.ts";
import type { StepClientOptions } from "../mqtt/client/step-client.ts";
import { askForShares } from "./ask-for-shares.ts";
import type { Allowances } from "../mqtt/wire/allowances.ts";
import type { Answer, Answers } from "./facts/answers.ts";
import type { Qos } from "../mqtt/client/step-packets.ts";
import { openTransport } from "../mqtt/transport/open-transport.ts";
import type { OpenTransport } from "../mqtt/transport/transport.ts";

export interface AskOptions {
  readonly endpoint: Endpoint;
  /** Part of client id and topics: nobody else's. */
  readonly mark: string;
  /** How long each version is waited for. */
  readonly patienceMs: number;
  /** Counts what is asked and answered. */
  readonly ledger: Ledger;
  /** How connections are opened; left out: as the endpoint says. */
  readonly open?: OpenTransport;
}

const versions: readonly ProtocolVersion[] = ["3.1.1", "5"];
const readBufferBytes = 16 * 1024;
/** CONNACK codes that tell of the version: 3.1.1 and 5. */
const versionRefusals = new Set([0x01, 0x84]);
const nothing = new Uint8Array(0);

/** One version after the other: a broker that does not take the second may close what it has of the client. */
export async function askBroker(options: AskOptions): Promise<Answers> {
  const answers: Partial<Record<ProtocolVersion, Answer>> = {};
  for (const protocol of versions) {
    const answer = await new Question(options, protocol).ask();
    if (answer !== undefined) answers[protocol] = answer;
  }
  // One that closes every connection tells nothing of the version.
  return Object.values(answers).some(({ accepted }) => accepted) ? answers : {};
}

function clientOf(options: AskOptions, protocol: ProtocolVersion): StepClientOptions {
  const { endpoint, mark, patienceMs, open, ledger } = options;
  return {
    clientId: `mqbench-asks-${mark}`,
    protocol,
    endpoint,
    open: open ?? openTransport(endpoint, new Uint8Array(readBufferBytes)),
    limits: limitsOfBroker(protocol, readBufferBytes),
    connectTimeoutNs: patienceMs * 1e6,
    ledger,
    now: () => performance.now() * 1e6,
  };
}

type Event = { readonly kind: "packet"; readonly type: string; readonly code: number } | { readonly kind: "closed" };

/** The exchanges of one connection. */
class Question {
  readonly #options: AskOptions;
  readonly #protocol: ProtocolVersion;
  readonly #client: StepClient;
  readonly #untilMs: number;
  #allowances: Allowances | undefined;
  #connackCode: number | undefined;
  #tell: (event: Event) => void = () => undefined;

  constructor(options: AskOptions, protocol: ProtocolVersion) {
    this.#options = options;
    this.#protocol = protocol;
    this.#untilMs = performance.now() + options.patienceMs;
    this.#client = new StepClient(clientOf(options, protocol));
    this.#client.onPacket = (packet) => {
      if (packet.type === "CONNACK") {
        this.#connackCode = packet.code;
        this.#allowances = packet.allowances;
      } else if ("packetId" in packet && packet.type !== "PUBLISH")
        this.#tell({ kind: "packet", type: packet.type, code: "code" in packet ? packet.code : packet.reason });
    };
  }

  async ask(): Promise<Answer | undefined> {
    const client = this.#client;
    try {
      await client.connect({ isClean: true, keepaliveSeconds: 60, will: null, expirySeconds: 0 });
    } catch {
      return this.#whyRefused();
    }
    if (this.#protocol === "5" && this.#allowances === undefined) {
      client.reset();
      return { accepted: false, how: "answers as to MQTT 3.1.1" };
    }
    // What is subscribed to is not what is published on: nothing is delivered.
    const grantedQos = await this.#subscribe();
    const publishQos2 = client.isOpen ? await this.#publish() : null;
    if (client.isOpen) {
      const ended = client.ended();
      client.leave();
      await Promise.race([ended, this.#patience()]);
      client.reset();
    }
    const allowances = this.#allowances;
    const shares = allowances?.sharedSubscriptions === false ? false : await this.#share();
    return { accepted: true, publishQos2, grantedQos, shares, ...(allowances !== undefined && { allows: allowances }) };
  }

  /** undefined: it is not known whether it is the version. */
  #whyRefused(): Answer | undefined {
    const code = this.#connackCode;
    if (code !== undefined) return versionRefusals.has(code) ? { accepted: false, how: "refuses it" } : undefined;
    return this.#client.cause?.code === "closed"
      ? { accepted: false, how: "closes the connection without an answer" }
      : undefined;
  }

  async #subscribe(): Promise<Qos | null> {
    const filter = `mqbench/asks/${this.#options.mark}/subscribed`;
    const event = await this.#after(() => void this.#client.subscribe({ filter, qos: 2, retainHandling: 2 }));
    if (event?.kind !== "packet" || event.type !== "SUBACK") return null;
    return event.code === 0 || event.code === 1 || event.code === 2 ? event.code : null;
  }

  /**
   * QoS 1 first: a broker that closes at that one takes no message on this topic at all. What CONNACK does not allow is not sent
   * (MQTT 5, 3.2.2.3.4): its Maximum QoS is the answer.
   */
  async #publish(): Promise<Extract<Answer, { accepted: true }>["publishQos2"]> {
    if ((this.#allowances?.maximumQos ?? 2) < 2) return null;
    const first = await this.#after(() => this.#send(1, 1));
    if (first?.kind !== "packet" || first.type !== "PUBACK") return null;
    const second = await this.#after(() => this.#send(2, 2));
    if (second === undefined) return null;
    if (second.kind === "closed") return "connection closed";
    if (second.type === "PUBACK") return "answered with PUBACK";
    // A reason code of a PUBREC ends the exchange: it has QoS 2, and refuses the message.
    if (second.type !== "PUBREC") return null;
    if (second.code >= 0x80) return "completed";
    const third = await this.#after(() => this.#client.answer("PUBREL", 2));
    return third?.kind === "packet" && third.type === "PUBCOMP" ? "completed" : null;
  }

  async #share(): Promise<boolean | null> {
    const client = clientOf(this.#options, this.#protocol);
    const topic = `mqbench/asks/${this.#options.mark}`;
    return await askForShares({ client, topic, patience: async () => await this.#patience() });
  }

  #send(qos: Qos, packetId: number): void {
    const topic = `mqbench/asks/${this.#options.mark}/published`;
    this.#client.publish({ topic, payload: nothing, qos, packetId, isDuplicate: false, isRetained: false });
  }

  /** What comes first after a step: a packet, or the end of the connection; undefined: neither in time. */
  async #after(step: () => void): Promise<Event | undefined> {
    const packet = new Promise<Event>((resolve) => {
      this.#tell = resolve;
    });
    const closed = this.#client.ended().then((): Event => ({ kind: "closed" }));
    step();
    return await Promise.race([packet, closed, this.#patience()]);
  }

  async #patience(): Promise<undefined> {
    return await new Promise((resolve) => {
      setTimeout(() => resolve(undefined), Math.max(0, this.#untilMs - performance.now())).unref();
    });
  }
}
