import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { Hurry } from "../hurry.ts";
import { begin, Child, spawnChild } from "./child.ts";

function shell(script: string) {
  const child = spawnChild("sh", ["-c", script], { cwd: tmpdir(), cpus: null, env: { OWN: "own" } });
  child.release();
  return child;
}

it.each([
  ["exit 3", "exit code 3"],
  ["kill -s TERM $$", "SIGTERM"],
])("says how it ended: %s", async (script, words) => {
  expect(await shell(script).ended).toBe(words);
});

it("says why it could not be started", async () => {
  const child = spawnChild("true", [], { cwd: "/nonexistent", cpus: null, env: {} });
  child.release();
  expect([await child.ended, child.pid, child.isRunning]).toEqual(["spawn sh ENOENT", 0, false]);
  expect(await child.closed).toMatchObject({ kind: "not started" });
  await child.end({ by: "SIGTERM", withinMs: 60_000 });
});

it("says what the system has no program for", async () => {
  const child = spawnChild("/nonexistent", [], { cwd: tmpdir(), cpus: null, env: {} });
  child.release();
  expect(await child.closed).toMatchObject({ kind: "ended", code: 127 });
  expect(child.output).toContain("/nonexistent: not found");
});

it("never runs where mqbench ends before it is released", async () => {
  const child = spawnChild("sh", ["-c", "echo ran"], { cwd: tmpdir(), cpus: null, env: {} });
  // What the system does with the pipes of a process that ends.
  child.process.stdin?.destroy();
  expect(await child.closed).toMatchObject({ kind: "ended", code: 1 });
  expect(child.output).toBe("");
});

it("says why where Node throws instead of telling", async () => {
  const child = new Child(
    begin(() => {
      throw new Error("spawn ENOMEM");
    }),
  );
  expect([await child.ended, child.pid, child.isRunning]).toEqual(["spawn ENOMEM", 0, false]);
  await child.kill();
});

it.each([1, 2])("keeps the last that it printed, on stream %s too", async (stream) => {
  const child = shell(`{ head -c 3000 /dev/zero | tr "\\0" x; printf end; } >&${stream}`);
  await child.closed;
  expect([child.output.length, child.output.slice(-4)]).toEqual([2000, "xend"]);
});

it("has the plain environment and its own", async () => {
  const child = shell("env");
  await child.closed;
  const names = child.output.split("\n").map((line) => line.split("=")[0]);
  expect(names).toEqual(expect.arrayContaining(["PATH", "LANG", "OWN"]));
  expect(names).not.toContain("HOME");
});

it("ends when it is asked to", async () => {
  const child = shell("exec sleep 60");
  await child.end({ by: "SIGTERM", withinMs: 60_000 });
  expect([await child.ended, child.isRunning]).toEqual(["SIGTERM", false]);
});

it("is killed when it does not end in time, or in a hurry", async () => {
  const stubborn = 'trap "" TERM; echo ready; while :; do sleep 0.05; done';
  const [late, hurried] = [shell(stubborn), shell(stubborn)];
  await Promise.all(
    [late, hurried].map(({ process }) => new Promise((resolve) => process.stdout?.once("data", resolve))),
  );
  await late.end({ by: "SIGTERM", withinMs: 1 });
  const hurry = new Hurry();
  hurry.begin();
  await hurried.end({ by: "SIGTERM", withinMs: 60_000, hurry, grace: { ms: 1, byMs: 1 } });
  expect([await late.ended, await hurried.ended]).toEqual(["SIGKILL", "SIGKILL"]);
});

it("tells that it listens, is late, or has ended", async () => {
  const child = shell("exec sleep 60");
  const never = new Promise<never>(() => undefined);
  expect(await child.whenListening(Promise.resolve(1883), 60_000)).toBe(1883);
  expect(await child.whenListening(never, 1)).toBe("not listening after 0.001 s");
  await child.kill();
  expect(await child.whenListening(never, 60_000)).toBe("SIGKILL");
});
