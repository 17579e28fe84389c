import { expect, test } from "vitest";
import { MqbenchError } from "../../errors.ts";
import { fakeScenario } from "../../scenario/testing/fake-scenario.ts";
import { startThread } from "./thread-worker.ts";

test("a thread that cannot be started is lost, as one that ends is: nothing is thrown", async () => {
  const task = {
    shard: 0,
    shards: 1,
    scenario: fakeScenario(),
    prefix: "abcd00",
    runTag: 0,
    routes: [],
    secrets: [],
    sources: [],
    payloads: [],
    answerer: null,
    sameClock: null,
    epoch: 0n,
    epochUs: 0,
  };
  // Nobody can copy a proxy to another thread: Node refuses before there is one, as where the system has no more.
  const worker = startThread(new Proxy(task, {}));
  const failure = await worker.failed;
  expect(failure).toBeInstanceOf(MqbenchError);
  expect(failure.message).toMatch(/^a sending thread could not be started: .*could not be cloned/u);
  worker.post({ kind: "subscribe" });
  await worker.terminate();
});
