/** Shared subscriptions: each message once over the members, on a broker that keeps to it and on one that does not. */
import { writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { generate } from "mqtt-packet";
import { expect, onTestFinished, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";
import { startMosquitto } from "./mosquitto.ts";

const sent = "$SYS/broker/publish/messages/sent";
const received = "$SYS/broker/publish/messages/received";

/** Metrics of the broker: mqbench then reads no $SYS topics, which the broker would count among what it sends. */
async function otherMetrics(): Promise<string> {
  const server = createServer((_, response) => void response.end("process_resident_memory_bytes 1\n")).listen(
    0,
    "127.0.0.1",
  );
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return `http://127.0.0.1:${address.port}/metrics`;
}

/**
 * Publications that mosquitto received, and sent to others than who asks here: it counts what it sends, one by one, so that a count
 * which it sends now has every one in it that came here before.
 */
async function countsOf(port: number): Promise<readonly [number | undefined, number]> {
  const client = await connectAsync({ host: "127.0.0.1", port });
  const [own, came] = [{ count: 0 }, { received: undefined as number | undefined }];
  const told = new Promise<number>((resolve) => {
    client.on("message", (topic, payload, { retain }) => {
      if (topic === received) came.received = Number(payload);
      else if (!retain) resolve(Number(payload) - own.count);
      own.count += 1;
    });
  });
  await client.subscribeAsync([received, sent]);
  const count = await told;
  await client.endAsync();
  return [came.received, count];
}

test.for([1, 2])(
  "1,000 publishers and 5 members on mosquitto at QoS %i: 0 lost, 0 twice, and $SYS has as many sent as received",
  async (qos, context) => {
    const { port } = await startMosquitto(context, ["allow_anonymous true", "sys_interval 1"]);
    const short = ["--set", "phases.measure=2s", "--set", "phases.warmup=500ms", "--set", "sweep=null"];
    const stay = ["--set", "subscribers.leave=null", "--set", "thresholds=null", "--set", `qos=${qos}`];
    const at = ["--broker", `mqtt://127.0.0.1:${port}`, "--metrics", await otherMetrics(), "--out", temporaryFolder()];
    const words = ["run", "scenarios/shared-subscription.yaml", "--json", ...short, ...stay, ...at];
    const result = parseResult((await mqbench(words)).stdout);
    // Every one of 1,000 sensors has two messages due within two seconds.
    expect(
      ["sent", "expectedDeliveries", "delivered", "lost", "duplicate"].map((name) => value(result, 0, name)),
    ).toEqual([2000, 2000, 2000, 0, 0]);
    const load = result.trials[0]?.load;
    expect(load).toMatchObject({
      ledger: { agrees: true },
      // Each member in turn.
      shares: [{ name: "benchmark", members: 5, lost: 0, again: 0, spread: { least: 400, median: 400, most: 400 } }],
    });
    const publications = load !== undefined && "ledger" in load ? load.ledger.connections.up["PUBLISH"]?.packets : 0;
    const [came, went] = await countsOf(port);
    // mosquitto 2.0.11 counts no PUBLISH of QoS 2 as received.
    expect([qos === 2 ? publications : came, went]).toEqual([publications, publications]);
  },
);

/** It deals every tenth message to nobody, every fifth to two members, and ends nothing for one that has left. */
async function careless() {
  const members: Socket[] = [];
  let dealt = 0;
  return await fakeBroker((socket) => {
    speakMqtt(socket, (packet) => {
      // Who greets the broker first subscribes, too, and is gone before anything is dealt.
      if (packet.cmd === "subscribe" && packet.subscriptions[0]?.topic === "$share/workers/s/+") members.push(socket);
      if (packet.cmd === "disconnect" && dealt === 0) members.splice(0);
      if (packet.cmd !== "publish" || packet.payload.length === 0) return undefined;
      const { topic, payload } = packet;
      const sequence = Buffer.from(packet.payload).readUInt32BE(6);
      const times = sequence % 10 === 9 ? 0 : sequence % 5 === 0 ? 2 : 1;
      for (let time = 0; time < times; time += 1, dealt += 1)
        members[dealt % members.length]?.write(
          generate({ cmd: "publish", topic, payload, qos: 1, messageId: 1, dup: false, retain: false }),
        );
      return undefined;
    });
  });
}

async function runOnCareless(subscribers: object) {
  const { url } = await careless();
  const out = temporaryFolder();
  const file = join(out, "careless.yaml");
  const sensors = { count: 5, topic: "s/{id}", payload: "32B", every: "50ms" };
  const phases = { warmup: "0s", measure: "2s", drain: "1s" };
  writeFileSync(
    file,
    JSON.stringify({ name: "careless", broker: url, qos: 1, sensors, subscribers, phases, workers: 2 }),
  );
  return await mqbench(["run", file, "--json", "--out", out]);
}

test("a broker that gives messages to two members, or to none, is told by count and named, whichever thread each member is on", async () => {
  const { stdout } = await runOnCareless({ count: 3, topic: "s/+", share: "workers" });
  const result = parseResult(stdout);
  // 40 messages of each of 5 sensors: 4 of them to nobody, 8 to two.
  expect(["lost", "lostAcknowledged", "duplicate"].map((name) => value(result, 0, name))).toEqual([20, 20, 40]);
  expect(result.trials[0]?.load).toMatchObject({ shares: [{ expected: 200, delivered: 180, lost: 20, again: 40 }] });
  const text =
    "40 of 180 messages of the shared subscription workers came to another member as well: each is due to one";
  expect(result.trials[0]?.warnings).toContainEqual(expect.objectContaining({ code: "share-not-once", text }));
});

test.for(["kill", "disconnect"])(
  "a member that leaves by %s is gone from then on, and what it cost is told",
  async (by) => {
    const leave = { members: 1, after: "1s", by };
    const { stdout } = await runOnCareless({ count: 2, topic: "s/+", share: "workers", leave });
    const trial = parseResult(stdout).trials[0];
    const load = trial?.load;
    const [share] = load !== undefined && "shares" in load ? (load.shares ?? []) : [];
    const [leaver] = share?.left ?? [];
    expect(leaver).toMatchObject({ client: "r0x1", by });
    expect(leaver?.afterNs).toBeGreaterThan(0.9e9);
    // It had half of what was dealt until then; the other one stayed to the end.
    expect(leaver?.delivered).toBeLessThan(share?.spread?.least ?? 0);
    expect(share?.lost).toBeGreaterThan(20);
    expect(trial?.subscribers).toMatchObject({ connected: 2, dropped: {} });
    const text = expect.stringContaining(`member r0x1 was ${by === "kill" ? "killed" : "disconnected"} `);
    expect(trial?.warnings).toContainEqual(expect.objectContaining({ code: "member-left", text }));
  },
);
