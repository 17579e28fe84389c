/** Runs that are refused before anything of them is started. */
import { expect, test } from "vitest";
import { prepareScenario } from "./run-scenario.ts";
import type { RunCommandOptions } from "./run-scenario.ts";
import { readWithOptions } from "./scenario-options.ts";

const tiny = "test/fixtures/tiny.yaml";

async function prepare(options: Omit<RunCommandOptions, "out" | "set">): Promise<unknown> {
  const asked = { set: [], ...options, out: "results" };
  return await prepareScenario(tiny, readWithOptions(tiny, asked), asked);
}

test.each([
  ["by itself", {}],
  ["over agents", { agents: "1", redis: "/nowhere" }],
])("a run %s sends nothing to another machine unless it is allowed", async (_, options) => {
  await expect(prepare({ broker: ["mqtt://198.51.100.1"], ...options })).rejects.toMatchObject({
    code: "usage",
    problems: ["198.51.100.1 is not this machine: load goes to loopback only"],
    hint: expect.stringContaining("--allow-remote"),
  });
});

test("a password without a user name is said, and not shown", async () => {
  const refused = await prepare({ broker: ["mqtt://:secret@127.0.0.1:1"] }).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "usage",
    problems: [expect.stringMatching(/^a password without a user name: MQTT 3\.1\.1 has none/u)],
    hint: expect.any(String),
  });
  expect(JSON.stringify(refused)).not.toContain("secret");
});
