import { expect, test, vi } from "vitest";
import { ownAffinity } from "../machine/affinity.ts";
import { fakeBroker, fakeScenario } from "../scenario/testing/fake-scenario.ts";
import type { Slice } from "./agent-messages.ts";
import { HostedSlice } from "./hosted-slice.ts";

/** Of no shards, so that no process is begun for it. */
function sliceOn(cores: string): Slice {
  return {
    scenario: fakeScenario({ broker: fakeBroker({ cpus: { broker: null, shards: cores } }) }),
    prefix: "abcd00",
    runTag: 1,
    routes: [],
    secrets: [],
    payloads: [],
    epoch: 0n,
    epochUs: 0,
    placement: { shards: 0, as: "threads", sources: [] },
    isTimed: false,
    shards: [0, 0],
    offsetNs: 0,
  };
}

test("an agent sends from the cores that the scenario keeps for shards, until the trial is over", async () => {
  const before = ownAffinity();
  const core = /^\d+/u.exec(before ?? "")?.[0] ?? "";
  const hosted = new HostedSlice(sliceOn(core), () => undefined);
  try {
    await vi.waitFor(() => expect(ownAffinity()).toBe(core), { timeout: 10_000 });
  } finally {
    await hosted.end();
  }
  expect(ownAffinity()).toBe(before);
});

test("cores that an agent does not have are told for each of its shards", async () => {
  const told: unknown[] = [];
  const hosted = new HostedSlice({ ...sliceOn("900"), shards: [2, 4] }, (message) => told.push(message));
  await hosted.end();
  const lost = { kind: "shard lost", why: expect.stringMatching(/^broker\.cpus\.shards 900: /u), isBug: false };
  expect(told).toEqual([2, 3].map((shard) => expect.objectContaining({ ...lost, shard })));
});

test("an agent whose slice cannot start has its cores back", async () => {
  const before = ownAffinity();
  const core = /^\d+/u.exec(before ?? "")?.[0] ?? "";
  const told: string[] = [];
  // The answering process is a file of the built program, which does not stand beside the sources.
  const hosted = new HostedSlice({ ...sliceOn(core), isTimed: true, shards: [0, 1] }, ({ kind }) => told.push(kind));
  await hosted.end();
  expect(told).toEqual(["shard lost"]);
  expect(ownAffinity()).toBe(before);
});
