/**
 * How late a sending thread reads: an answering process stamps when it answers, by the clock that all share, and the thread when it reads
 * that. How late depends on what the thread was at, and on what its processor has at hand: so a probe is a client as every sensor is, on the
 * same code, and publishes by itself when the answering process calls for it.
 */
import type { IntervalCounts } from "../../metrics/interval-counts.ts";
import type { ProbeLog } from "../../metrics/read-lag/probe-exchanges.ts";
import type { Recorder } from "../../metrics/recorder.ts";
import type { ClientEvents, MqttClient } from "../../mqtt/client/client.ts";
import type { MakeClient } from "../../mqtt/client/drivers.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import type { InflightTable } from "../../mqtt/client/inflight-table.ts";
import { Ledger, outside } from "../../mqtt/wire/ledger.ts";
import type { OpenTransport, Transport } from "../../mqtt/transport/transport.ts";
import { instancesOf } from "../../scenario/fleet.ts";
import { noIdentity } from "../../scenario/devices/identity.ts";
import type { SensorGroup } from "../../scenario/base.ts";
import { contextsOf, makeClients } from "./make-clients.ts";
import type { LoadSensor } from "./make-clients.ts";
import type { Phases } from "./phases.ts";
import {
  callBytes,
  hello,
  helloBytes,
  probeClientId,
  probesOfThread,
  readCall,
  shardsOfAnswerer,
} from "../answering/probe-packets.ts";
import type { Call } from "../answering/probe-packets.ts";
import type { ShardTask } from "../messages.ts";

const payloadBytes = 64;

interface ProbeOptions {
  readonly open: (endpoint: Endpoint) => OpenTransport;
  readonly makeClient: MakeClient;
  readonly now: () => number;
  readonly phases: Pick<Phases, "isMeasured">;
  readonly recorder: Pick<Recorder, "histograms" | "probes">;
  /** The messages of the load. */
  readonly beside: InflightTable;
}

/** An exchange as the thread had it: when each packet was handed over or read, and how many others were in flight when it was read. */
interface ReadExchange {
  readonly sentNs: number;
  readonly receivedNs: number;
  readonly receivedAmong: number;
  readonly releasedNs: number;
  readonly completedNs: number;
  readonly completedAmong: number;
}

export class LagProbes implements ClientEvents {
  readonly #phases: Pick<Phases, "isMeasured">;
  readonly #now: () => number;
  readonly #readLag: IntervalCounts | undefined;
  readonly #readLagAtWork: IntervalCounts | undefined;
  readonly #log: ProbeLog;
  readonly #table: InflightTable;
  readonly #sensors: readonly LoadSensor[];
  readonly #caller: Transport;
  readonly #call = new Uint8Array(callBytes);
  #called = 0;
  #isCallerClosed = false;
  #sequence = 0;
  /** The last exchange, until the next call tells when it was answered. */
  #read: ReadExchange | null = null;

  constructor(task: ShardTask, answerer: Endpoint, options: ProbeOptions) {
    const { open, makeClient, now, phases, recorder, beside } = options;
    this.#phases = phases;
    this.#now = now;
    this.#log = recorder.probes;
    this.#readLag = recorder.histograms("readLag")[outside];
    this.#readLagAtWork = recorder.histograms("readLagAtWork")[outside];
    const own = probeTask(task, answerer);
    const contexts = contextsOf(own, open, { ledger: new Ledger(2), events: this, now });
    const shard = task.shard % shardsOfAnswerer;
    const idOf = (index: number): string => probeClientId(shard, index);
    const { sensors, table } = makeClients(own, contexts, { makeClient, sensorsAre: "sending", idOf, open });
    this.#sensors = sensors;
    this.#table = table;
    table.beside = beside;
    beside.beside = table;
    for (const { client } of sensors) client.connect();
    this.#caller = open(answerer)({
      connected: () => void this.#caller.write(Uint8Array.of(hello, shard), helloBytes),
      data: (buffer, length) => this.#heard(buffer, length),
      closed: () => {
        this.#isCallerClosed = true;
      },
    });
  }

  /** Without probes read lag is not known, which is told. */
  end(): void {
    for (const { client } of this.#sensors) client.abort("the trial is over");
    if (!this.#isCallerClosed) this.#caller.destroy();
  }

  acknowledged(_client: MqttClient, slot: number, completedNs: number): void {
    const { sentNs, receivedNs, receivedAmong, releasedNs, inflight, beside } = this.#table;
    this.#read = {
      sentNs: sentNs[slot] ?? 0,
      receivedNs: receivedNs[slot] ?? 0,
      receivedAmong: receivedAmong[slot] ?? 0,
      releasedNs: releasedNs[slot] ?? 0,
      completedNs,
      completedAmong: inflight + beside.inflight,
    };
  }

  opened(): void {}

  resumed(): void {}

  closed(): void {}

  sent(): void {}

  subscribed(): void {}

  refusal(): void {}

  refused(): void {}

  abandoned(): void {}

  arrived(): number {
    return outside;
  }

  released(): void {}

  intendedNsOf(): number {
    return -1;
  }

  ponged(): void {}

  #heard(buffer: Uint8Array, length: number): void {
    for (let at = 0; at < length; at += 1) {
      this.#call[this.#called] = buffer[at] ?? 0;
      this.#called += 1;
      if (this.#called < callBytes) continue;
      this.#called = 0;
      this.#take(readCall(this.#call));
    }
  }

  #take({ probe, publishNs, pubrelNs }: Call): void {
    // The first call follows upon no exchange.
    if (this.#read !== null && publishNs > 0) this.#record(this.#read, publishNs, pubrelNs);
    const client = this.#sensors[probe]?.client;
    if (client?.canPublish() === true) client.publish(this.#now(), (this.#sequence += 1), outside);
  }

  #record(read: ReadExchange, publishNs: number, pubrelNs: number): void {
    const [readLagNs, readLagAtWorkNs] = [read.receivedNs - publishNs, read.completedNs - pubrelNs];
    if (this.#phases.isMeasured(publishNs)) this.#readLag?.record(readLagNs);
    if (!this.#phases.isMeasured(pubrelNs)) return;
    this.#readLagAtWork?.record(readLagAtWorkNs);
    this.#log.add({
      publishLegNs: read.receivedNs - read.sentNs,
      readLagNs,
      publishOthers: read.receivedAmong,
      releaseLegNs: read.completedNs - read.releasedNs,
      readLagAtWorkNs,
      releaseOthers: read.completedAmong,
      serviceTimeNs: read.completedNs - read.sentNs,
    });
  }
}

/** The thread's own task, with probes in the place of its sensors and the answering process in that of the broker. */
function probeTask(task: ShardTask, answerer: Endpoint): ShardTask {
  const { scenario } = task;
  const group: SensorGroup = {
    name: "probes",
    count: probesOfThread,
    // Whose handshake has both legs.
    qos: 2,
    identity: noIdentity,
    devices: null,
    tls: null,
    topic: "probe",
    payload: { bytes: payloadBytes, file: null, template: null },
    retain: false,
    schedule: { kind: "closed" },
    window: 1,
    listen: null,
    link: null,
  };
  const session = { clean: true, reconnect: null };
  return {
    ...task,
    scenario: {
      ...scenario,

      sensors: [group],
      subscribers: [],
      session,
      keepaliveSeconds: 0,
    },
    shard: 0,
    shards: 1,
    // Of whichever instance of the broker a probe would be a client.
    routes: [Array.from({ length: instancesOf(scenario) }, () => answerer)],
    secrets: [],
    sources: [],
    payloads: [new Uint8Array(payloadBytes)],
  };
}
