/** A system that gives no more: what cannot be started is told in words, by the built program and its parts. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mqbench, startCommand, temporaryFolder, tiny } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

/** Takes every descriptor that is left, and then starts one of each. */
const startsWithoutDescriptors = `
import { openSync } from "node:fs";
import { tmpdir } from "node:os";
import { forkChild, spawnChild } from "./dist/machine/child.js";
import { startGuard } from "./dist/machine/process-guard.js";
import { readKernelSockets } from "./dist/engine/trial/kernel-bytes.js";
try { for (;;) openSync("/dev/null"); } catch {}
const forked = forkChild(new URL("file:///nowhere.js"));
const spawned = spawnChild("true", [], { cwd: tmpdir(), cpus: null, env: {} });
spawned.release();
const guard = startGuard("/nowhere", null);
forked.send({ kind: "start" });
guard.watch(0);
await Promise.all([forked.kill(), spawned.end({ by: "SIGTERM", withinMs: 60_000 })]);
const told = [await forked.ended, await spawned.ended, (await guard.failed).message];
await guard.end();
console.log(JSON.stringify([...told, await readKernelSockets([1])]));
`;

test("without a descriptor nothing can be started, and each says so", async () => {
  const line = 'ulimit -n 64; exec "$0" --input-type=module -e "$1"';
  const { code, stdout, stderr } = await startCommand("sh", ["-c", line, process.execPath, startsWithoutDescriptors])
    .ended;
  expect(stderr).toBe("");
  const node = `spawn ${process.execPath} EMFILE`;
  expect(JSON.parse(stdout)).toEqual([node, "spawn sh EMFILE", "spawn sh EMFILE", null]);
  expect(code).toBe(0);
});

test("a PATH in which one may not look is looked through to its end", async () => {
  const folder = join(temporaryFolder(), "bin");
  mkdirSync(folder);
  // A link to itself can be read by nobody, root included.
  for (const name of ["mosquitto", "java", "taskset"]) symlinkSync(name, join(folder, name));
  const { code, stderr } = await mqbench(["brokers"], { PATH: `${folder}:${process.env["PATH"] ?? ""}` });
  expect([code, stderr]).toEqual([0, ""]);
});

test("a broker that nothing would clear up after is not started", async (context) => {
  await needBroker(context, "mosquitto");
  const temporary = temporaryFolder();
  const words = ["run", tiny, "--broker", "mosquitto", "--out", temporaryFolder()];
  // A PATH without a shell.
  const { code, stderr } = await mqbench(words, { PATH: temporary, TMPDIR: temporary });
  expect(stderr).toMatch(
    /^error: mosquitto did not start: what clears up after it cannot be started: spawn sh ENOENT/mu,
  );
  expect(code).toBe(4);
});
