/** The commands load, end to end: replies through a link, some withheld on purpose, and devices that sleep. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";

const commands = `name: commands
load:
  kind: commands
  topic: valves/{id}/command
  every: 500ms
  for: 4s
  warmup: 500ms
  timeout: 20s
  groups:
    held: { topic: "held/{id}/command", withhold: 4, timeout: 2s }
    meters: { topic: "meters/{id}/command", asleep: 1500ms, awake: 500ms }
qos: 1
sensors:
  - { name: valves, count: 5, topic: "valves/{id}/reply" }
  - { name: held, count: 5, topic: "held/{id}/reply", link: { delay: 0ms } }
  - { name: meters, count: 4, topic: "meters/{id}/reply", link: { delay: 0ms } }
subscribers: { topic: +/+/reply }
link: { delay: 25ms }
`;

test("a reply takes four crossings of the link at least, withheld ones are timeouts exactly, and who sleeps replies later", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "commands.yaml");
  writeFileSync(file, commands);
  const { stdout, stderr } = await mqbench(["run", file, "--out", folder, "--json"]);
  const load = stdout === "" ? undefined : parseResult(stdout).trials[0]?.load;
  if (load?.kind !== "commands") throw new Error(`no commands section: ${stderr}`);
  const [valves, held, meters] = load.rows;
  expect(valves).toMatchObject({ intended: 40, sent: 40, lost: 0, repliesDue: 40, inTime: 40, timeouts: 0 });
  expect(valves?.commandLatency?.min).toBeGreaterThanOrEqual(50e6);
  expect(valves?.replyTime?.min).toBeGreaterThanOrEqual(100e6);
  // Every fourth of the nine that each device takes, warm-up among them.
  expect(held).toMatchObject({ intended: 40, lost: 0, timeouts: 10, withheld: 10, repliesDue: 40 });
  expect(meters).toMatchObject({ intended: 32, lost: 0, inTime: 32, timeouts: 0, sessionsLost: 0 });
  expect(meters?.whileAway).toBeGreaterThan(0);
  expect(meters?.replyTime?.max).toBeGreaterThan(500e6);
  expect(load.messages.counted.up["PUBLISH"]).toEqual(load.messages.predicted.up["PUBLISH"]);
  expect(load.ledger.reconciled).toBe(true);
});
