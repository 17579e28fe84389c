/**
 * What mqbench's own hot path costs: codec, recorder, pacer, payload, each beside the library that could do it. `--quick` for a look;
 * `--check` ends with exit code 1 when time or memory is over its limit.
 */
import { parseArgs } from "node:util";
import { Bench } from "tinybench";
import { bytesEach } from "./allocation.ts";
import { codecTasks } from "./codec.ts";
import { findBreaches } from "./limits.ts";
import type { Measured } from "./limits.ts";
import { pacerTasks } from "./pacer.ts";
import { payloadTasks } from "./payload.ts";
import { recorderTasks } from "./recorder.ts";
import { repeats } from "./task.ts";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, check: { type: "boolean", default: false } },
});
const measured = new Map<string, Measured>();
const time = values.quick ? 50 : 1000;

for (const [title, tasks] of Object.entries({
  codec: codecTasks(),
  recorder: recorderTasks(),
  pacer: pacerTasks(),
  payload: payloadTasks(),
})) {
  const bench = new Bench({ name: title, time, warmupTime: time / 4 });
  for (const { name, run } of tasks) bench.add(name, run);
  await bench.run();
  process.stdout.write(`${title}\n`);
  for (const [index, { name, result }] of bench.tasks.entries()) {
    if (result.state !== "completed") throw new Error(`${title}: ${name} did not complete`);
    const { p50, rme } = result.latency;
    const nsEach = (p50 * 1e6) / repeats;
    const task = tasks[index];
    const bytes = task === undefined ? Number.NaN : bytesEach(task);
    measured.set(name, { ns: nsEach, bytes });
    const figures = `${nsEach.toFixed(1).padStart(9)} ns   ± ${rme.toFixed(1)} %`.padEnd(24);
    process.stdout.write(`  ${name.padEnd(48)}${figures}${bytes.toFixed(0).padStart(6)} B\n`);
  }
}

if (values.check) {
  const breaches = findBreaches(measured);
  for (const breach of breaches) process.stderr.write(`error: ${breach}\n`);
  process.stdout.write(breaches.length === 0 ? "within its limits\n" : "");
  process.exitCode = breaches.length === 0 ? 0 : 1;
}
