/** The link end to end: its delay is seen, its faults repeat, the accounts balance under them, and nothing is left of it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunResult, Trial } from "../src/result/schema.ts";
import { mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

const base = `name: link
sensors: { count: 40, topic: "l/{id}", payload: 64B, every: 100ms }
subscribers: { topic: "l/+" }
phases: { warmup: 500ms, measure: 1500ms, drain: 10s }
`;

async function run(keys: string, ...words: readonly string[]): Promise<RunResult> {
  const folder = temporaryFolder();
  const file = join(folder, "link.yaml");
  writeFileSync(file, base + keys);
  const { stdout, stderr } = await mqbench(["run", file, "--out", folder, "--json", ...words]);
  expect(stderr).not.toContain("error");
  return parseResult(stdout);
}

function linkOf({ trials }: RunResult, index = 0): NonNullable<Trial["link"]> {
  const trial = trials[index];
  if (trial?.link === undefined || trial.link === null) throw new Error("no link section");
  return trial.link;
}

/** With 20 ms each way. On a machine so busy that even the fastest delivery is late it cannot be told, and is not. */
function mayTell(packet: "PUBLISH" | "PUBREL", { trials }: RunResult): readonly ("PUBLISH" | "PUBREL" | null)[] {
  const fastest = trials[0]?.metrics["endToEndLatency"];
  const isInTime = fastest?.kind === "histogram" && fastest.min < (packet === "PUBLISH" ? 50e6 : 90e6);
  return isInTime ? [packet] : [packet, null];
}

function differencesOf({ trials }: RunResult): readonly string[] {
  return trials.flatMap(({ load }) => (load.kind === "steady" ? load.ledger.differences : ["not steady"]));
}

/** DESIGN: intended = sent + unsent; sent = acknowledged + refused + unfinished; expected = delivered + lost. */
function expectBalance(result: RunResult, trial = 0, isAcknowledged = true): void {
  const of = (metric: string): number => value(result, trial, metric);
  const add = (...metrics: readonly string[]): number => metrics.reduce((sum, metric) => sum + of(metric), 0);
  const ended = isAcknowledged ? add("acknowledged", "refused", "unfinished") : of("sent");
  expect([of("intended"), of("sent"), of("expectedDeliveries")]).toEqual([
    add("sent", "unsent"),
    ended,
    add("delivered", "lost"),
  ]);
}

describe("a slow link", () => {
  test("every leg takes two crossings, packets stay as predicted, and the broker's forwarding is told", async () => {
    const result = await run("qos: 2\nlink: { delay: 20ms }\n");
    const [group] = linkOf(result).groups;
    const serviceTime = result.trials[0]?.metrics["serviceTime"];
    expect(serviceTime?.kind === "histogram" && serviceTime.min).toBeGreaterThanOrEqual(80e6);
    expect(group).toMatchObject({ name: "sensors", delayNs: 20e6 });
    // aedes passes a QoS 2 message on at PUBLISH.
    expect(mayTell("PUBLISH", result)).toContain(group?.forwardsOn);
    expect(group?.crossings?.count).toBeGreaterThan(40 * 15 * 4);
    expect(differencesOf(result)).toEqual([]);
    expect(value(result, 0, "lost")).toBe(0);
  });

  test("mosquitto forwards on PUBREL", async (context) => {
    await needBroker(context, "mosquitto");
    const result = await run("qos: 2\nlink: { delay: 20ms }\n", "--broker", "mosquitto");
    expect(mayTell("PUBREL", result)).toContain(linkOf(result).groups[0]?.forwardsOn);
  });

  test("a closed loop stays below the bound of its delay", async () => {
    const closed = "sensors: { count: 2, topic: l/x, loop: closed, window: 3 }\nqos: 1\nlink: { delay: 10ms }\n";
    const folder = temporaryFolder();
    const file = join(folder, "closed.yaml");
    writeFileSync(file, `name: closed\n${closed}phases: { warmup: 0s, measure: 1s, drain: 2s }\n`);
    const { stdout } = await mqbench(["run", file, "--out", folder, "--json"]);
    const result = parseResult(stdout);
    expect(linkOf(result).groups[0]?.boundPerSecond).toBe(300);
    expect(value(result, 0, "acknowledgedRate")).toBeLessThanOrEqual(300);
  });

  test("what stands in a link that is too narrow when drain is over is not lost by the broker", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "narrow.yaml");
    const closed =
      "sensors: { count: 2, topic: l/x, loop: closed, payload: 64B, link: { bandwidth: 64kbit/s, buffer: 10kB } }\nqos: 0\n";
    const phases =
      "subscribers: { topic: l/x }\nphases: { warmup: 0s, measure: 500ms, drain: 500ms }\nthresholds: [lost == 0]\n";
    writeFileSync(file, `name: narrow\n${closed}${phases}`);
    const { code, stdout } = await mqbench(["run", file, "--out", folder, "--json"]);
    const trial = parseResult(stdout).trials[0];
    expect(code).toBe(4);
    expect(trial?.invalidBecause.map(({ code: why }) => why)).toContain("held-by-link");
    expect(trial?.invalidBecause.map(({ code: why }) => why)).not.toContain("none-delivered");
  });
});

const lossy = `sensors: { count: 40, topic: "l/{id}", payload: 64B, every: 200ms, link: { cut: { rate: 20/min } } }
subscribers: { topic: "l/+" }
session: { clean: false, reconnect: { delay: 50ms, max: 1s } }
`;

/** A case for each QoS, in this order. */
async function runLossy(qos: readonly number[], ...words: readonly string[]): Promise<RunResult> {
  const folder = temporaryFolder();
  const file = join(folder, "lossy.yaml");
  writeFileSync(
    file,
    `name: lossy\nsweep: { qos: [${qos.join()}] }\n${lossy}phases: { warmup: 500ms, measure: 2s, drain: 4s }\n`,
  );
  const { stdout, stderr } = await mqbench(["run", file, "--out", folder, "--json", ...words]);
  expect(stderr).not.toContain("error");
  return parseResult(stdout);
}

describe("a fleet that is cut at random", () => {
  let ran: Promise<RunResult> | undefined;
  /** The run that each QoS has its test of. */
  const first = async (): Promise<RunResult> => await (ran ??= runLossy([0, 1, 2]));

  test.each([0, 1, 2])("at QoS %i the accounts balance, and cuts that were asked for are no fault", async (qos) => {
    const result = await first();
    const index = result.trials.findIndex(({ case: id }) => id === `qos=${qos}`);
    const trial = result.trials[index];
    const link = linkOf(result, index);
    expect(link.plannedCuts.length).toBeGreaterThan(10);
    expect(link.madeCuts.length).toBe(link.plannedCuts.length);
    expectBalance(result, index, qos > 0);
    expect(trial?.recovery).toMatchObject({ outages: link.madeCuts.length, notBack: 0 });
    expect(trial?.sensors.dropped).toEqual({
      "cut by the link, as the scenario asks": link.madeCuts.length,
    });
    expect(trial?.invalidBecause.map(({ code }) => code)).not.toContain("dropped");
    expect(trial?.load.ledger.reconciled).toBe(true);
  });

  test("the same seed plans and makes the same cuts, another seed others", async () => {
    const [swept, again, other] = await Promise.all([first(), runLossy([1]), runLossy([1], "--seed", "2")]);
    const one = linkOf(
      swept,
      swept.trials.findIndex(({ case: id }) => id === "qos=1"),
    );
    const made = ({ madeCuts }: NonNullable<Trial["link"]>): readonly string[] => madeCuts.map(({ client }) => client);
    expect(linkOf(again).plannedCuts).toEqual(one.plannedCuts);
    expect(made(linkOf(again)).toSorted()).toEqual(made(one).toSorted());
    expect(linkOf(other).plannedCuts).not.toEqual(one.plannedCuts);
  });

  test("on mosquitto nothing is lost at QoS 1 and 2, and nothing comes twice at QoS 2", async (context) => {
    await needBroker(context, "mosquitto");
    // Drain ends when all of it has come.
    const patient = ["--broker", "mosquitto", "--set", "phases.drain=60s"];
    const result = await runLossy([1, 2], ...patient);
    const [once, twice] = [1, 2].map((qos) => result.trials.findIndex(({ case: id }) => id === `qos=${qos}`));
    const of = (trial: number | undefined, ...metrics: readonly string[]): readonly number[] =>
      metrics.map((metric) => value(result, trial ?? -1, metric));
    expect(of(once, "lost", "unfinished")).toEqual([0, 0]);
    expect(of(twice, "lost", "duplicate", "unfinished")).toEqual([0, 0, 0]);
  });
});

test("a cut at a packet strikes every sensor once, at that packet", async () => {
  const cut = "link: { cut: { packet: PUBREC, direction: down, nth: 3 } }";
  const result = await run(`qos: 2\nsession: { clean: false, reconnect: 50ms }\n${cut}\n`);
  // 40 sensors; the subscriber receives no PUBREC.
  expect(
    linkOf(result)
      .packetCuts.map(({ client }) => client)
      .toSorted(),
  ).toEqual(Array.from({ length: 40 }, (_, number) => `s0x${number + 1}`).toSorted());
  expect(result.trials[0]?.sensors.dropped).toEqual({ "cut by the link, as the scenario asks": 40 });
  expectBalance(result);
});
