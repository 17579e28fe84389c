/** The run's signs of life while its own thread does something else. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { Seal } from "../src/agents/seal.ts";
import { connectRedis, parseRedisAddress } from "../src/agents/redis.ts";
import { startRedis, token } from "./agents.ts";
import { startCommand, temporaryFolder } from "./mqbench.ts";

/** Stands still for five seconds, longer than agents wait for a sign of life; then says how many came meanwhile. */
const program = `
  import { startBeats } from "${resolve("dist/agents/beats.js")}";
  import { connectRedis, parseRedisAddress } from "${resolve("dist/agents/redis.js")}";
  const [path, token] = process.argv.slice(2);
  const address = parseRedisAddress(path);
  const redis = await connectRedis(address);
  const beats = startBeats({ address, token }, (why) => { throw new Error(why); });
  for (const key of ["a", "b"]) beats.tell({ key, isTold: true });
  while ((await redis.llen("b")) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const before = await redis.llen("a");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000);
  console.log((await redis.llen("a")) - before);
  beats.tell({ key: "b", isTold: false });
  for (let told = await redis.llen("a"); (await redis.llen("a")) < told + 3; ) await new Promise((resolve) => setTimeout(resolve, 20));
  console.log((await redis.llen("a")) - (await redis.llen("b")) > 1);
  await beats.end();
  redis.disconnect();
`;

test("they go on while the thread of the run is busy, to every agent, and end with it", async (context) => {
  const { path } = await startRedis(context);
  const file = join(temporaryFolder(), "busy.mjs");
  writeFileSync(file, program);
  const { code, stdout, stderr } = await startCommand(process.execPath, [file, path, token]).ended;
  expect([code, stderr]).toEqual([0, ""]);
  const [meanwhile, isLeftOut] = stdout.trim().split("\n");
  // Ten would be missing before an agent takes the run for lost.
  expect(Number(meanwhile)).toBeGreaterThan(2);
  // An agent that is lost is told no more.
  expect(isLeftOut).toBe("true");
  const redis = await connectRedis(parseRedisAddress(path));
  const [sealed] = await redis.lrangeBuffer("b", 0, 0);
  redis.disconnect();
  expect(new Seal(token).open(sealed ?? Buffer.alloc(0), "b")).toEqual({ kind: "beat" });
});
