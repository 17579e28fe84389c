/** Metrics of a broker by URL: read every second, a gap where they fail, and one clear message where they never were any. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { faultsOf, mqbench, savedResult, temporaryFolder, tiny } from "./mqbench.ts";

/** `answer` gets the number of the reading, from 1. */
async function serveMetrics(answer: (reading: number) => string): Promise<string> {
  let readings = 0;
  const server = createServer((_request, response) => {
    readings += 1;
    response.end(answer(readings));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}/metrics`;
}

async function runWith(metrics: string, ...more: readonly string[]) {
  return await runOn((socket) => speakMqtt(socket, () => undefined), metrics, ...more);
}

async function runOn(serve: (socket: Socket) => void, metrics: string, ...more: readonly string[]) {
  const { url } = await fakeBroker(serve);
  const out = temporaryFolder();
  const words = ["run", tiny, "--broker", url, "--metrics", metrics, "--set", "subscribers=null", "--out", out];
  return { ...(await mqbench([...words, ...more])), out };
}

test.each([
  [
    "Prometheus text",
    "# TYPE rabbitmq_connections gauge\nrabbitmq_connections 11\nprocess_resident_memory_bytes 5e6\n",
  ],
  ["JSON", JSON.stringify({ connections: 11, mem: 5e6 })],
])("%s becomes a series of the result", async (_, text) => {
  const { out } = await runWith(await serveMetrics(() => text));
  const result = savedResult(out);
  expect(faultsOf(result)).toEqual([]);
  const columns = result.trials[0]?.series.columns;
  expect(new Set(columns?.["brokerConnections"])).toEqual(new Set([11]));
  expect(new Set(columns?.["brokerResident"])).toEqual(new Set([5e6]));
});

test("an address that answers something else is said before anything is sent", async () => {
  const { code, stdout, stderr } = await runWith(await serveMetrics(() => "<html>It works!</html>"));
  expect(stderr.replaceAll(/:\d+\//gu, ":PORT/")).toMatchInlineSnapshot(`
    "error: metrics at http://127.0.0.1:PORT/metrics: neither Prometheus text nor JSON: "<html>It works!</html>"
    hint: give the address of Prometheus text or of JSON, such as http://127.0.0.1:PORT/metrics
    "
  `);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});

test("what turns to garbage while the trial runs is a gap with a warning, never a zero", async () => {
  let publishes = 0;
  const serve = (socket: Socket): void => {
    speakMqtt(socket, (packet) => {
      if (packet.cmd === "publish") publishes += 1;
    });
  };
  // 200 messages a second.
  const metrics = await serveMetrics(() => (publishes > 400 ? "<html>502" : '{ "connections": 11 }'));
  const { out, stdout } = await runOn(serve, metrics, "--set", "phases.measure=4s");
  expect(stdout).toMatch(/metrics at \S+: neither Prometheus text nor JSON: "<html>502" \(in \d+ of \d+ seconds\)/u);
  const column = savedResult(out).trials[0]?.series.columns["brokerConnections"] ?? [];
  expect(column[0]).toBe(11);
  expect(column.at(-1)).toBeNull();
  expect(column).not.toContain(0);
});
