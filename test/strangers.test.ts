/** Others publish to the trial's topics, or the broker sends twice: neither is anything that the trial delivered. */
import type { Socket } from "node:net";
import { generate } from "mqtt-packet";
import { expect, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { faultsOf, mqbench, parseResult, temporaryFolder, tiny, value } from "./mqbench.ts";
import type { RunResult } from "../src/result/schema.ts";

/** Messages of 10 sensors at 20 a second each, in 1 s of measure. */
const measured = 200;

/** Runs the tiny scenario on a broker that delivers what `copies` makes of each message's payload. */
async function runWith(
  copies: (payload: Buffer) => readonly Buffer[],
  ...more: readonly string[]
): Promise<{ readonly result: RunResult }> {
  const subscribers = new Set<Socket>();
  let messageId = 0;
  const { url } = await fakeBroker((socket) => {
    socket.on("close", () => subscribers.delete(socket));
    speakMqtt(socket, (packet) => {
      if (packet.cmd === "subscribe") subscribers.add(socket);
      if (packet.cmd !== "publish") return undefined;
      const payload = Buffer.from(packet.payload);
      for (const copy of copies(payload))
        for (const subscriber of subscribers) {
          messageId = (messageId % 60_000) + 1;
          const { topic } = packet;
          subscriber.write(
            generate({ cmd: "publish", topic, payload: copy, qos: 1, messageId, dup: false, retain: false }),
          );
        }
      return undefined;
    });
  });
  const { stdout } = await mqbench(
    ["run", tiny, "--broker", url, "--out", temporaryFolder(), "--json"].concat(
      more.flatMap((each) => ["--set", each]),
    ),
  );
  return { result: parseResult(stdout) };
}

/** As another run would send it: the first two bytes are the run's tag. */
function ofAnotherRun(payload: Buffer): Buffer {
  const copy = Buffer.from(payload);
  copy.writeUInt16BE((copy.readUInt16BE(0) + 1) % 65_536, 0);
  return copy;
}

test("strangers' messages are counted apart, and change no rate, account, latency or packet count", async () => {
  const { result } = await runWith((payload) => [payload, ofAnotherRun(payload)]);
  const [trial] = result.trials;
  if (trial?.load.kind !== "steady") throw new Error("no steady trial");
  expect(value(result, 0, "delivered")).toBe(measured);
  expect(value(result, 0, "foreignDeliveries")).toBeGreaterThanOrEqual(measured);
  // Warm-up has 20 messages, which may arrive within measure.
  expect(trial.load.withinMeasure?.delivered).toBeLessThanOrEqual(measured + 20);
  expect(trial.load.ledger.counted.subscriber.down["PUBLISH"]?.packets).toBe(measured);
  expect(trial.load.ledger).toMatchObject({ agrees: true, reconciled: true });
  expect(value(result, 0, "packetsPerDelivery")).toBe(2);
  expect(trial.warnings.map(({ code: why }) => why)).toContain("foreign");
  expect(faultsOf(result)).toEqual([]);
});

test("short payloads of others are strangers', and do not hide what was lost", async () => {
  const { result } = await runWith((payload) => [Buffer.concat([payload, Buffer.of(0)])], "sensors.payload=8B");
  expect(value(result, 0, "delivered")).toBe(0);
  expect(value(result, 0, "lost")).toBe(value(result, 0, "expectedDeliveries"));
  expect(value(result, 0, "deliveredRate")).toBe(0);
});

test("a broker that delivers twice has no higher rate", async () => {
  const { result } = await runWith((payload) => [payload, payload]);
  const [trial] = result.trials;
  expect(value(result, 0, "duplicate")).toBe(measured);
  expect(trial?.load.kind === "steady" && trial.load.withinMeasure?.delivered).toBeLessThanOrEqual(measured + 20);
});
