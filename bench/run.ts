/** What mqbench's own hot path costs: codec, recorder, pacer, payload, each beside the library that could do it. `--quick` for a look. */
import { parseArgs } from "node:util";
import { Bench } from "tinybench";
import { codecTasks } from "./codec.ts";
import { pacerTasks } from "./pacer.ts";
import { payloadTasks } from "./payload.ts";
import { recorderTasks } from "./recorder.ts";
import { repeats } from "./task.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
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
  for (const { name, result } of bench.tasks) {
    if (result.state !== "completed") throw new Error(`${title}: ${name} did not complete`);
    const { p50, rme } = result.latency;
    const nsEach = (p50 * 1e6) / repeats;
    process.stdout.write(`  ${name.padEnd(48)}${nsEach.toFixed(1).padStart(9)} ns   ± ${rme.toFixed(1)} %\n`);
  }
}
