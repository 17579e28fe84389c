/** `--otlp`: what a collector receives of a real run, whose totals are the result's. */
import { createServer } from "node:http";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import type { Metric } from "../src/result/sections/metric-section.ts";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";

const value = z.object({ key: z.string(), value: z.object({ stringValue: z.string() }) });
const data = z.object({ dataPoints: z.array(z.object({ attributes: z.array(value), asDouble: z.number() })) });
const request = z.object({
  resourceMetrics: z.tuple([
    z.object({
      resource: z.object({ attributes: z.array(value) }),
      scopeMetrics: z.tuple([
        z.object({ metrics: z.array(z.object({ name: z.string(), sum: data.optional(), gauge: data.optional() })) }),
      ]),
    }),
  ]),
});

interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

async function startReceiver(): Promise<{ readonly url: string; readonly received: readonly Received[] }> {
  const received: Received[] = [];
  const server = createServer((asked, answer) => {
    let body = "";
    asked.setEncoding("utf8").on("data", (part: string) => {
      body += part;
    });
    asked.on("end", () => {
      received.push({ path: `${asked.method} ${asked.url}`, headers: asked.headers, body });
      answer.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${bound.port}`, received };
}

test("every count of the result is what the collector was told last, and no latency is another", async () => {
  const { url, received } = await startReceiver();
  const words = ["run", "test/fixtures/closed.yaml", "--set", "phases.measure=2500ms", "--json", "--otlp", url];
  const headers = { OTEL_EXPORTER_OTLP_HEADERS: "api-key=k%20ey" };
  const { code, stdout, stderr } = await mqbench([...words, "--out", temporaryFolder()], headers);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("--otlp")]);
  const { trials, run } = parseResult(stdout);
  expect(new Set(received.map(({ path }) => path))).toEqual(new Set(["POST /v1/metrics"]));
  expect(received[0]?.headers).toMatchObject({ "content-type": "application/json", "api-key": "k ey" });
  const last = new Map<string, number>();
  for (const { body } of received) {
    const [{ resource, scopeMetrics }] = request.parse(JSON.parse(body)).resourceMetrics;
    expect(resource.attributes).toContainEqual({ key: "mqbench.run", value: { stringValue: run } });
    for (const { name, sum, gauge } of scopeMetrics[0].metrics)
      for (const { attributes, asDouble } of [...(sum?.dataPoints ?? []), ...(gauge?.dataPoints ?? [])]) {
        const of = (wanted: string): string => attributes.find(({ key }) => key === wanted)?.value.stringValue ?? "";
        const isEstimate = of("bound") === "estimate";
        last.set(`${name} ${of("percentile")}${isEstimate ? " estimate" : ""}`, asDouble);
      }
  }
  const seconds = received.filter(({ body }) => body.includes('"mqbench.live.sent"'));
  expect(seconds.length).toBeGreaterThan(1);
  const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
  const metrics = Object.entries(trials[0]?.metrics ?? {});
  expect(metrics.map(([name]) => name)).toEqual(expect.arrayContaining(["sent", "delivered", "publishLatency"]));
  for (const [name, metric] of metrics) {
    for (const [percentile, figure] of toldOf(metric)) {
      const base = metric.unit === "ns" ? figure / 1e9 : figure;
      expect([name, percentile, last.get(`mqbench.${snakeCase(name)} ${percentile}`)]).toEqual([
        name,
        percentile,
        base,
      ]);
    }
  }
});

/** The values of a metric by the percentile that each is of, and what is told of an estimate. */
function toldOf(metric: Metric): readonly (readonly [string, number])[] {
  if (metric.kind === "value") return [["", metric.value]];
  const estimates = Object.entries(metric.estimates ?? {});
  return [...Object.entries(metric.percentiles), ...estimates.map(([name, ns]) => [`${name} estimate`, ns] as const)];
}

test("a collector that is not there, or not on this machine, is told: the one at the end, the other before anything is sent", async () => {
  const words = ["run", "test/fixtures/closed.yaml", "--set", "phases.measure=200ms", "--out", temporaryFolder()];
  const gone = await mqbench([...words, "--otlp", "http://127.0.0.1:1"]);
  expect(gone).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^warning: --otlp: \d+ of \d+ pushes were not taken: /mu),
  });
  const remote = await mqbench([...words, "--otlp", "http://192.0.2.1:4318"]);
  expect(remote).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining("error: --otlp: 192.0.2.1 is not this machine"),
  });
});
