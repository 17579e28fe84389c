/** Where the output and the result go wrong: a reader that leaves, a full disk. What was measured is kept or printed, and said. */
import { constants, openSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { expectedCode, mqbench, parseResult, savedResult, startCommand, temporaryFolder, tiny } from "./mqbench.ts";
import type { Ended } from "./mqbench.ts";

/** Runs a line of shell in which $0 is node. */
async function shell(line: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return await startCommand("bash", ["-c", `set -o pipefail; ${line}`, process.execPath], env).ended;
}

test("--json prints one result on stdout and nothing else", async () => {
  const { stdout } = await mqbench(["run", tiny, "--json", "--out", temporaryFolder()]);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  expect(parseResult(stdout).trials).toHaveLength(1);
});

test("a run whose readers leave goes on, keeps its result and passes", async () => {
  const out = temporaryFolder();
  const { code } = await shell(`"$0" dist/bin.js run ${tiny} --out ${out} 2>&1 | head -n 1`);
  const result = savedResult(out);
  expect(result.status).toBe("complete");
  expect(code).toBe(expectedCode(result, 0));
});

test("a report that cannot be written is said, and is no success", async () => {
  const { code, stderr } = await shell(`"$0" dist/bin.js brokers > /dev/full`);
  expect(stderr).toMatch(/^error: the output could not be written: ENOSPC/mu);
  expect(code).toBe(4);
});

test("what a disk takes only a part of is no success, though Node does not say so", async () => {
  const printed = join(temporaryFolder(), "printed");
  const { code, stderr } = await shell(`ulimit -f 4; "$0" dist/bin.js schema result > ${printed}`);
  expect(stderr).toMatch(/^error: the output could not be written: EFBIG/mu);
  expect([code, statSync(printed).size]).toEqual([4, 4096]);
});

/** A process may write no file beyond 4 KiB: what a full disk does to a result. */
const noRoom = "ulimit -f 4";

test("a result that the disk has no room for is said at once, printed with --json, and is no success", async () => {
  const out = temporaryFolder();
  const { code, stdout, stderr } = await shell(`${noRoom}; "$0" dist/bin.js run ${tiny} --json --out ${out}`);
  expect(stderr).toMatch(/^warning: the result could not be saved in its folder \(EFBIG.*\): nor anywhere else/mu);
  expect(stderr).toMatch(/^error: the result could not be saved in its folder/mu);
  expect(parseResult(stdout).trials).toHaveLength(1);
  expect(readdirSync(join(out, "tiny"))).toEqual([]);
  expect(code).toBe(4);
});

test("a result that its folder does not take is kept in the temporary folder, and said where", async () => {
  const out = temporaryFolder();
  const elsewhere = temporaryFolder();
  const { url } = await fakeBroker((socket) =>
    speakMqtt(socket, ({ cmd }) => {
      // Writable when the run begins, gone when it ends.
      if (cmd === "publish") rmSync(join(out, "tiny"), { recursive: true, force: true });
      return undefined;
    }),
  );
  const words = ["run", tiny, "--broker", url, "--out", out];
  const { code, stdout, stderr } = await mqbench(words, { TMPDIR: elsewhere });
  const [name = ""] = readdirSync(elsewhere).filter((each) => each.endsWith(".json"));
  expect(stderr).toContain(`it is in ${join(elsewhere, name)}`);
  expect(stdout).toContain(`saved ${join(elsewhere, name)}`);
  expect(savedResult(elsewhere).trials).toHaveLength(1);
  expect(code).toBe(4);
});

/** Its first trial is whole, and then it is gone. */
async function goneAfterATrial(): Promise<string> {
  let disconnects = 0;
  const { url } = await fakeBroker((socket, broker) =>
    speakMqtt(socket, ({ cmd }) => {
      // The greeting, ten sensors and the subscriber have disconnected: the trial is over.
      if (cmd === "disconnect") {
        disconnects += 1;
        if (disconnects === 12) broker.die();
      }
      return undefined;
    }),
  );
  return url;
}

test("a broker that is gone before the next rate ends a search with the report of what was found", async () => {
  const out = temporaryFolder();
  const search = ["--until", "sent > 0", "--from", "200/s", "--set", "phases.measure=500ms"];
  const words = ["capacity", tiny, "--broker", await goneAfterATrial(), ...search, "--out", out];
  const { code, stdout, stderr } = await mqbench(words);
  expect(stderr).toMatch(/^error: cannot use the broker at .*: connection refused/mu);
  // One rate: the table lies down where there is much to say of it.
  expect(stdout).toMatch(/the search was stopped before its end\n[^]* 200\/s/u);
  expect(stdout).toMatch(/^saved .*\/capacity-.*\.json$/mu);
  expect(code).toBe(4);
});

test("a broker that is gone before the next case ends the run with the report of what was measured", async () => {
  const out = temporaryFolder();
  const url = await goneAfterATrial();
  const words = ["run", tiny, "--broker", url, "--out", out, "--set", "sweep.seed=[1, 2]"];
  const { code, stdout, stderr } = await mqbench(words);
  expect(stderr).toContain(`error: cannot use the broker at ${url}: connection refused: nothing listens there\n`);
  expect(stdout).toMatch(/^tiny .* 1 of 2 trials/mu);
  expect(stdout).toMatch(/^saved .*\.json$/mu);
  expect(code).toBe(4);
  const result = savedResult(out);
  expect([result.status, result.trials.length]).toEqual(["partial", 1]);
});

test.each([24, 64, 128])("%i file descriptors are too few, and said in words", async (descriptors) => {
  const { code, stderr } = await shell(`ulimit -n ${descriptors}; "$0" dist/bin.js validate ${tiny}`);
  expect(stderr).toMatch(
    new RegExp(`^error: mqbench needs 192 file descriptors, a process may have ${descriptors}$`, "mu"),
  );
  expect(stderr).toMatch(/^hint: raise the limit: /mu);
  expect(code).toBe(2);
});

test("descriptors that whoever started it left open are counted", async () => {
  const held = 'for fd in $(seq 10 99); do eval "exec $fd</dev/null"; done';
  const { code, stderr } = await shell(`ulimit -n 256; ${held}; "$0" dist/bin.js validate ${tiny}`);
  expect(stderr).toMatch(
    /^error: mqbench needs 192 file descriptors, a process may have 256, of which it was started/u,
  );
  expect(code).toBe(2);
});

test("a heap that holds nothing is said in words", async () => {
  const { code, stderr } = await mqbench(["validate", tiny], { NODE_OPTIONS: "--max-old-space-size=8" });
  expect(stderr).toMatch(/^error: mqbench needs a heap of 100 MB, Node may have \d+ MB\nhint: /u);
  expect(code).toBe(2);
});

test("a report for a pipe that nobody reads is said at once, and one that is read comes whole", async () => {
  const out = temporaryFolder();
  const pipe = join(temporaryFolder(), "pipe.html");
  await mqbench(["run", tiny, "--out", out]);
  await shell(`mkfifo ${pipe}`);
  const unread = await mqbench(["report", out, "-o", pipe]);
  expect(unread.stderr).toMatch(
    /^error: the report cannot be written to .*pipe\.html: nothing reads this pipe\nhint: /u,
  );
  expect(unread.code).toBe(2);
  // Read while it is written: a pipe holds less than a report.
  const reader = new Socket({ fd: openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK) });
  onTestFinished(() => void reader.destroy());
  const read = text(reader);
  expect((await mqbench(["report", out, "-o", pipe])).code).toBe(0);
  await mqbench(["report", out, "-o", `${pipe}.html`]);
  expect(await read).toBe(readFileSync(`${pipe}.html`, "utf8"));
});

test("a folder that is removed under its user is said in words", async () => {
  const program = join(process.cwd(), "dist/bin.js");
  const { code, stderr } = await shell(`cd ${temporaryFolder()} && rmdir "$PWD" && "$0" ${program} validate x.yaml`);
  expect(stderr).toBe(
    "error: the folder that mqbench was started in has been removed\nhint: change to one that exists: `cd`\n",
  );
  expect(code).toBe(2);
});

test("an output folder in which nothing can be made is said before the run", async () => {
  const { code, stderr } = await mqbench(["run", tiny, "--out", "/proc/mqbench"]);
  expect(stderr).toMatch(/^error: the results folder \/proc\/mqbench\/tiny cannot be written: ENOENT/u);
  expect(code).toBe(2);
});
