import { expect, test } from "vitest";
import { z } from "zod";
import { fakeSeriesRow } from "../../engine/testing/fake-series-row.ts";
import { fakeCommandsResult } from "../../result/testing/fake-stepwise-results.ts";
import { fakeResult } from "../../result/testing/fake-result.ts";
import { planRun } from "../../scenario/planning/plan.ts";
import { fakeCase } from "../../scenario/testing/fake-scenario.ts";
import { OtlpRefusal } from "./otlp-post.ts";
import type { OtlpAnswer } from "./otlp-post.ts";
import { OtlpPush } from "./otlp-push.ts";

const attributes = z.array(z.strictObject({ key: z.string(), value: z.strictObject({ stringValue: z.string() }) }));
const nano = z.string().regex(/^\d{19}$/u);
const points = z.strictObject({
  attributes,
  startTimeUnixNano: nano,
  timeUnixNano: nano,
  asDouble: z.number(),
});
const metric = z.strictObject({
  name: z.string().regex(/^mqbench\.[a-z0-9._]+$/u),
  description: z.string(),
  unit: z.enum(["s", "By", "1/s", "1"]),
  gauge: z.strictObject({ dataPoints: z.array(points) }).optional(),
  sum: z
    .strictObject({
      aggregationTemporality: z.literal(2),
      isMonotonic: z.literal(false),
      dataPoints: z.array(points),
    })
    .optional(),
});
const request = z.strictObject({
  resourceMetrics: z.tuple([
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeMetrics: z.tuple([
        z.strictObject({ scope: z.strictObject({ name: z.string(), version: z.string() }), metrics: z.array(metric) }),
      ]),
    }),
  ]),
});

/** By name and attributes: `mqbench.sent{case=qos=2,trial=1}`. */
function figuresIn(body: string): ReadonlyMap<string, number> {
  const [{ scopeMetrics }] = request.parse(JSON.parse(body)).resourceMetrics;
  const found = scopeMetrics[0].metrics.flatMap(
    ({ name, gauge, sum }) =>
      (gauge ?? sum)?.dataPoints.map((point): readonly [string, number] => {
        const of = point.attributes.map(({ key, value }) => `${key}=${value.stringValue}`).join(",");
        return [`${name}{${of}}`, point.asDouble];
      }) ?? [],
  );
  return new Map(found);
}

const taken = { rejected: 0, said: "", isCollector: true };

function pushing(answerTo: (body: string) => Promise<OtlpAnswer | void>, trial = fakeResult().trials[0]) {
  const post = async (body: string): Promise<OtlpAnswer> => (await answerTo(body)) ?? taken;
  const plan = planRun([fakeCase({}, "qos=2")]);
  const [planned] = plan.trials;
  if (planned === undefined) throw new Error("a trial was planned");
  const notes: string[] = [];
  const wall = { ms: 1_700_000_000_000 };
  const note = (text: string): void => void notes.push(text);
  const push = new OtlpPush({ name: "fake", plan, post, wallMs: () => wall.ms, note });
  const result = fakeResult({ trials: [] });
  push.follow(result);
  if (trial === undefined) throw new Error("no trial");
  const second = (elapsedNs: number, counts: Readonly<Record<string, number>>): void =>
    push.progress({ planned, phase: "measure", elapsedNs, row: fakeSeriesRow, threadDelayP99Ns: 0, counts });
  const over = (): void => {
    result.trials.push({ ...trial, case: "qos=2" });
    push.saved();
  };
  return { push, notes, second, over, trial, wall };
}

const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

test("a second is pushed as it is told, and the end of a trial as the result has it", async () => {
  const bodies: string[] = [];
  const { push, notes, second, over, trial } = pushing(async (body) => void bodies.push(body));
  second(12e9, { intended: 10, sent: 9 });
  await settled();
  const first = figuresIn(bodies[0] ?? "");
  expect(first.get("mqbench.sent{case=qos=2,trial=1}")).toBe(9);
  expect(first.get("mqbench.live.publish_latency{case=qos=2,trial=1,phase=measure,quantile=0.99}")).toBe(
    (fakeSeriesRow["publishLatency.p99"] ?? Number.NaN) / 1e9,
  );
  over();
  await push.end();
  const last = figuresIn(bodies.at(-1) ?? "");
  for (const name of ["sent", "acknowledged", "delivered", "lost"] as const) {
    const kept = trial.metrics[name];
    expect([name, last.get(`mqbench.${name}{case=qos=2,trial=1}`)]).toEqual([
      name,
      kept?.kind === "value" ? kept.value : undefined,
    ]);
  }
  expect(last.get("mqbench.trial.valid{case=qos=2,trial=1}")).toBe(trial.valid ? 1 : 0);
  expect(notes).toEqual([]);
});

test("figures of each group stand beside those of all together", async () => {
  const bodies: string[] = [];
  const { push, over } = pushing(async (body) => void bodies.push(body), fakeCommandsResult().trials[0]);
  over();
  await push.end();
  const last = figuresIn(bodies.at(-1) ?? "");
  expect(last.get("mqbench.commands_lost{case=qos=2,trial=1,group=lamps}")).toBe(1);
  expect(last.get("mqbench.reply_time{case=qos=2,trial=1,group=valves,percentile=p99}")).toBe(0.009);
});

test("times are those of the wall: a trial's from its beginning, a second's from now", async () => {
  const bodies: string[] = [];
  const { second } = pushing(async (body) => void bodies.push(body));
  second(12e9, { sent: 9 });
  await settled();
  expect(bodies[0]).toContain('"startTimeUnixNano":"1699999988000000000","timeUnixNano":"1700000000000000000"');
});

test("a collector that is slow gets fewer seconds, one after the other", async () => {
  const bodies: string[] = [];
  const waiting: (() => void)[] = [];
  const { push, second } = pushing(async (body) => {
    bodies.push(body);
    await new Promise<void>((resolve) => waiting.push(resolve));
  });
  for (let each = 1; each <= 5; each += 1) second(each * 1e9, { sent: each });
  await settled();
  expect([bodies.length, waiting.length]).toEqual([1, 1]);
  waiting[0]?.();
  await settled();
  second(6e9, { sent: 6 });
  await settled();
  expect(bodies.map((body) => figuresIn(body).get("mqbench.sent{case=qos=2,trial=1}"))).toEqual([1, 6]);
  waiting[1]?.();
  await push.end();
});

test("what no push carried is in the next; how many were not taken, and why, is said once, at the end", async () => {
  const bodies: string[] = [];
  const { push, notes, second, over } = pushing(async (body) => {
    bodies.push(body);
    if (bodies.length < 3) throw new Error("connect ECONNREFUSED 127.0.0.1:4318");
  });
  second(1e9, { sent: 1 });
  await settled();
  over();
  await push.end();
  expect(bodies).toHaveLength(3);
  expect(figuresIn(bodies[2] ?? "").get("mqbench.trial.valid{case=qos=2,trial=1}")).toBe(1);
  expect(notes).toEqual(["warning: --otlp: 2 of 3 pushes were not taken: connect ECONNREFUSED 127.0.0.1:4318"]);
});

test("trials that never arrived are said to be missing", async () => {
  const { push, notes, over } = pushing(async () => await Promise.reject(new Error("it answered 503")));
  over();
  await push.end();
  expect(notes).toEqual([
    "warning: --otlp: 2 of 2 pushes were not taken: it answered 503; trials that are over are missing there",
  ]);
});

test("what a collector refuses for good is in no other push, and said to be missing", async () => {
  const bodies: string[] = [];
  const { push, notes, second, over } = pushing(async (body) => {
    bodies.push(body);
    if (bodies.length === 1) throw new OtlpRefusal("it answered 400");
  });
  over();
  await settled();
  second(1e9, { sent: 1 });
  await settled();
  await push.end();
  expect(bodies.map((body) => body.includes("mqbench.trial.valid"))).toEqual([true, false]);
  expect(notes).toEqual([
    "warning: --otlp: 1 of 2 pushes were not taken: it answered 400; trials that are over are missing there",
  ]);
});

test("a second that a collector refuses for good leaves no trial missing", async () => {
  let pushes = 0;
  const { push, notes, second, over } = pushing(async () => {
    pushes += 1;
    if (pushes === 1) throw new OtlpRefusal("it answered 413");
  });
  second(1e9, { sent: 1 });
  await settled();
  over();
  await push.end();
  expect(notes).toEqual(["warning: --otlp: 1 of 2 pushes were not taken: it answered 413"]);
});

test("what a collector rejects of a push is said with its words, and nothing is pushed again", async () => {
  const bodies: string[] = [];
  const { push, notes, second, over } = pushing(async (body) => {
    bodies.push(body);
    return await Promise.resolve({ rejected: bodies.length, said: "unit not known", isCollector: true });
  });
  over();
  await settled();
  second(1e9, { sent: 1 });
  await settled();
  await push.end();
  expect(bodies.map((body) => body.includes("mqbench.trial.valid"))).toEqual([true, false]);
  expect(notes).toEqual(["warning: --otlp: the collector rejected 3 figures, in 2 of 2 pushes: unit not known"]);
});

test("what a collector warns of, though it took everything, is said; so is that what answers is none", async () => {
  const [warning, stranger] = [
    { ...taken, said: "deprecated" },
    { ...taken, isCollector: false },
  ].map((answer) => pushing(async () => await Promise.resolve(answer)));
  for (const each of [warning, stranger]) {
    each?.over();
    await each?.push.end();
  }
  expect(warning?.notes).toEqual(["warning: --otlp: the collector warns: deprecated"]);
  expect(stranger?.notes).toEqual([
    "warning: --otlp: what answers there is no collector: 1 of 1 answers were neither empty nor a JSON object",
  ]);
});
