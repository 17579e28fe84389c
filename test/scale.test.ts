/** Shards in processes, several brokers, source addresses, the doctor and the capacity search, end to end. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ToEmbedded } from "../src/broker/brokers/embedded-process.ts";
import { expectedCode, mqbench, savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";

const processes = ["--set", "workers={ count: 2, as: processes }"];

/** A broker of this test alone; its URL. */
async function embeddedBroker(): Promise<string> {
  const child = fork("dist/broker/brokers/embedded-process.js", ["tuned"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  child.send({ kind: "listen", port: 0, protocol: "mqtt", pem: null } satisfies ToEmbedded);
  const [message]: { readonly port?: number }[] = await once(child, "message");
  return `mqtt://127.0.0.1:${message?.port}`;
}

describe("shards in processes", () => {
  test("measure what threads measure, and count their own memory and CPU", async () => {
    const [threads, own] = [temporaryFolder(), temporaryFolder()];
    const inThreads = await mqbench(["run", tiny, "--out", threads]);
    const { code, stdout } = await mqbench(["run", tiny, ...processes, "--out", own]);
    expect(stdout).toContain("packets and bytes as predicted; codec and sockets agree to the byte");
    const [a, b] = [savedResult(threads), savedResult(own)];
    expect([inThreads.code, code]).toEqual([expectedCode(a, 0), expectedCode(b, 0)]);
    for (const metric of ["sent", "acknowledged", "delivered", "lost"])
      expect(value(b, 0, metric)).toBe(value(a, 0, metric));
    // Two more processes of Node.
    expect(value(b, 0, "generatorRssPeak")).toBeGreaterThan(value(a, 0, "generatorRssPeak") + 40e6);
  });
});

test("several brokers by URL share the sensors, and each has every subscriber", async () => {
  const brokers = await Promise.all([0, 1].map(async () => await embeddedBroker()));
  const out = temporaryFolder();
  const { code, stdout } = await mqbench(["run", tiny, ...brokers.flatMap((url) => ["--broker", url]), "--out", out]);
  expect(stdout).toContain(`${brokers[0]} and 1 more`);
  const result = savedResult(out);
  expect(code).toBe(expectedCode(result, 0));
  expect(result.trials[0]?.subscribers.connected).toBe(2);
  expect(value(result, 0, "delivered")).toBe(value(result, 0, "sent"));
});

test("clients connect from the addresses they are given, and the kernel's counts are still theirs", async () => {
  const out = temporaryFolder();
  const words = ["run", tiny, "--set", "connect.from=[127.0.0.7, 127.0.0.8]", "--set", "phases.measure=2s"];
  const { code } = await mqbench([...words, "--out", out]);
  const result = savedResult(out);
  expect(code).toBe(expectedCode(result, 0));
  const load = result.trials[0]?.load;
  if (load?.kind !== "steady") throw new Error("not steady");
  expect(load.network?.connections).toBe(11);
  expect(load.network?.load.bytesUp).toBeGreaterThan(0);
});

describe("the doctor", () => {
  test("says what the machine allows", async () => {
    const { code, stdout } = await mqbench(["doctor"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}file descriptors +/mu);
    expect(stdout).toMatch(/^ {2}clock +\S+, \d+ ns a reading$/mu);
  });

  test("says whether a scenario fits, and ends with 2 where it does not", async () => {
    expect(await mqbench(["doctor", tiny])).toMatchObject({ code: 0, stdout: expect.stringMatching(/fits +yes$/mu) });
    const { code, stdout } = await mqbench(["doctor", tiny, "--set", "connect.from=[192.0.2.1]"]);
    expect(stdout).toMatch(/fits +no: connect\.from: 192\.0\.2\.1 is not an address of this machine$/mu);
    expect(code).toBe(2);
  });
});

describe("the capacity search", () => {
  const quick = ["--set", "phases={ warmup: 100ms, measure: 500ms, drain: 1s }"];
  const easy = ["--until", "lost == 0 and publishLatency.p75 < 1h"];

  test("tries rising rates, saves every trial, and its report can be made again", async () => {
    const out = temporaryFolder();
    const range = ["--from", "100/s", "--to", "200/s"];
    const { stdout, stderr } = await mqbench(["capacity", tiny, ...quick, ...easy, ...range, "--out", out]);
    expect(stdout).toMatch(/^ {2}sustained: /mu);
    // Whether a rate is sustained depends on what else this machine does: that every trial is told of does not.
    const told = stderr.split("\n").filter((line) => /^at \S+\/s: (?:sustained|exceeded|generator)/u.test(line));
    expect(told[0]).toMatch(/^at 100\/s: /u);
    const [name = ""] = readdirSync(join(out, "tiny"));
    expect(name).toMatch(/^capacity-\d{4}-.*\.json$/u);
    const path = join(out, "tiny", name);
    expect((await mqbench(["report", path])).stdout).toContain("capacity until lost == 0 and publishLatency.p75 < 1h");
    const csv = (await mqbench(["report", path, "--format", "csv"])).stdout.trim().split("\r\n");
    expect(csv).toHaveLength(told.length + 1);
    const page = await mqbench(["report", path, "--format", "html"]);
    expect(page).toMatchObject({ code: 0, stdout: expect.stringMatching(/^<!doctype html>/u) });
    expect(await mqbench(["report", path, "--format", "hgrm"])).toMatchObject({ code: 2 });
  });

  test("ends with 3 where no rate meets the conditions", async () => {
    const words = ["capacity", tiny, ...quick, "--until", "sent < 1", "--from", "100/s", "--out", temporaryFolder()];
    const { code, stdout, stderr } = await mqbench(words);
    const verdicts = [...stderr.matchAll(/^at [\d.]+\/s: (\w+)/gmu)].map(([, verdict]) => verdict);
    expect(verdicts).not.toContain("sustained");
    // Where other programs kept mqbench from sending, the broker is not judged.
    const isJudged = !stdout.includes("the limit of mqbench, its devices or this machine, not the broker's");
    expect(verdicts).toContain(isJudged ? "exceeded" : "generator");
    expect(stdout).toContain(`sustained: no rate that was tried${isJudged ? "; at " : ": "}`);
    expect(code).toBe(isJudged ? 3 : 4);
  });

  test.each([
    [["--until", "lost = 0"], "error: --until: expected a threshold such as"],
    [["--until", "publishLatency.p99 < 1s", "--set", "qos=0"], "error: no condition of --until exists in this case"],
    [
      ["--until", "publishLatency.p99 < 1s", "--from", "100/s"],
      "error: --until: publishLatency.p99 < 1s: p99 needs 1,000 samples and measure has messages for at most 100",
    ],
    [["--until", "lost == 0", "--from", "fast"], "error: --from: expected "],
    [["--until", "lost == 0", "--precision", "0.1%"], "error: --precision: expected "],
  ])("refuses %j before anything is started", async (words, said) => {
    const { code, stderr } = await mqbench(["capacity", tiny, ...words, "--out", temporaryFolder()]);
    expect(stderr).toContain(said);
    expect(code).toBe(2);
  });

  test("refuses to begin at a rate that its devices have no time for", async () => {
    const set = ["sweep={}", "load.rate=100/s", "load.stay=5s"].flatMap((each) => ["--set", each]);
    const words = ["capacity", "churn", ...set, "--until", "visitsFailed == 0", "--from", "400/s"];
    const { code, stderr } = await mqbench([...words, "--out", temporaryFolder()]);
    expect(stderr).toContain(
      "error: --from: load.rate is 400/s, and 1,000 devices that stay 5 s can come at 200/s at most",
    );
    expect(code).toBe(2);
  });
});
