/** Agents without a load, many in one process: each takes its seat, keeps its lock, and answers the run with snapshots that were made before. */
import { Worker } from "bullmq";
import { boxKeys } from "../src/agents/agent-messages.ts";
import type { FromAgent, Seat, ToAgent, Told } from "../src/agents/agent-messages.ts";
import { Outbox, readInbox } from "../src/agents/mailbox.ts";
import { ownFacts } from "../src/agents/own-facts.ts";
import { queueName, seatContext, workerOptions } from "../src/agents/queue.ts";
import type { SeatJob } from "../src/agents/queue.ts";
import { connectRedis, parseRedisAddress } from "../src/agents/redis.ts";
import { beatMs } from "../src/agents/known-agent.ts";
import { Seal } from "../src/agents/seal.ts";
import { counterColumn, Recorder } from "../src/metrics/recorder.ts";
import type { Snapshot } from "../src/metrics/recorder.ts";
import { seededRandom } from "../src/seeded-random.ts";
import type { FromWorker } from "../src/engine/messages.ts";

const [redis = "", token = "", count = "0", first = "0", perSecond = "0"] = process.argv.slice(2);
const address = parseRedisAddress(redis);
const seal = new Seal(token);
/** Taken in turn, as if each were a second of the load. */
const snapshots = Array.from({ length: 10 }, (_, second) => makeSnapshot(Number(perSecond), second));

for (let each = 0; each < Number(count); each += 1) {
  const name = `simulated ${Number(first) + each + 1}`;
  const worker = new Worker<SeatJob>(
    queueName(seal),
    async ({ data }) => await serve(name, seal.open(Buffer.from(data.sealed, "base64"), seatContext)),
    workerOptions(address),
  );
  worker.on("error", (error) => process.stderr.write(`${name}: ${error.message}\n`));
}

/** What a shard tells of one second in which it sent so many messages at QoS 1, and received as many. */
function makeSnapshot(messages: number, seed: number): Snapshot {
  const recorder = new Recorder(2);
  const random = seededRandom(seed);
  for (const metric of ["publishDelay", "serviceTime", "publishLatency", "endToEndLatency"] as const) {
    const histogram = recorder.histograms(metric)[1];
    // Around a median of 0.5 ms, with a tail of tens of milliseconds.
    for (let message = 0; message < messages; message += 1)
      histogram?.record(
        500e3 * Math.exp(1.2 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())),
      );
  }
  for (const name of ["intended", "sent", "acknowledged", "delivered"] as const)
    recorder.count(1, counterColumn(name), messages);
  return recorder.take();
}

async function serve(name: string, seat: Seat): Promise<void> {
  const { up, down } = boxKeys(seat);
  const [writing, reading] = [await connectRedis(address), await connectRedis(address)];
  const outbox = new Outbox<Told>(writing, up, seal);
  const tell = (message: FromAgent): void => void outbox.send({ place: seat.place, message });
  let taken = 0;
  const answerShard = (shard: number, kind: string): void => {
    const say = (message: FromWorker): void => tell({ kind: "shard", shard, message });
    if (kind === "are you there") say({ kind: "here" });
    if (kind !== "snapshot") return;
    const snapshot = snapshots[taken % snapshots.length];
    taken += 1;
    if (snapshot === undefined) throw new Error("no snapshot");
    const gauges = { open: 0, inflight: 0, inflightIn: 0, waiting: 0, pending: 0 };
    const health = { wallNs: 1e9, cpuNs: 1e8, runDelayNs: 0, eventLoopDelayP99Ns: 1e6 };
    say({ kind: "snapshot", atNs: taken * 1e9, snapshot, unended: [], gauges, health });
  };
  const beat = setInterval(() => tell({ kind: "beat" }), beatMs);
  await new Promise<void>((resolve) => {
    const onMessage = (message: ToAgent): void => {
      const receivedNs = process.hrtime.bigint();
      if (message.kind === "clock") tell({ kind: "clock", receivedNs, answeredNs: process.hrtime.bigint() });
      else if (message.kind === "slice") tell({ kind: "slice", refused: null });
      else if (message.kind === "shard") answerShard(message.shard, message.message.kind);
      else if (message.kind === "sample") tell({ kind: "sample", cpuNs: 0, rssBytes: 100e6, answererEnded: null });
      else if (message.kind === "end trial") tell({ kind: "trial ended" });
      else if (message.kind === "end") resolve();
    };
    void readInbox<ToAgent>({ redis: reading, key: down, seal, onMessage }).then(resolve);
    tell({ kind: "hello", facts: ownFacts(name, []) });
  });
  clearInterval(beat);
  writing.disconnect();
  reading.disconnect();
}
