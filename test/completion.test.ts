/** `mqbench completion`: what the shells themselves make of the scripts. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mqbench, startCommand, temporaryFolder } from "./mqbench.ts";
import { needProgram } from "./needs.ts";

async function scriptFile(shell: string): Promise<string> {
  const { code, stdout } = await mqbench(["completion", shell]);
  expect(code).toBe(0);
  const file = join(temporaryFolder(), `mqbench.${shell}`);
  writeFileSync(file, stdout);
  return file;
}

/** What bash would offer for the last of the words, in its own order. */
async function completeInBash(file: string, words: readonly string[]): Promise<readonly string[]> {
  const line =
    'source "$0"; eval "set -- $(complete -p mqbench | sed s/complete.-F.//) $(printf " %q" "$@")"; COMP_WORDS=("${@:2}"); COMP_CWORD=$(($# - 2)); "$1"; printf "%s\\n" "${COMPREPLY[@]}"';
  const { code, stdout, stderr } = await startCommand("bash", ["-c", line, file, ...words]).ended;
  expect([code, stderr]).toEqual([0, ""]);
  return stdout.trim().split("\n").toSorted();
}

const brokers = ["activemq", "ejabberd", "embedded", "mosquitto", "nats", "rabbitmq"];

test("bash: commands, options, values, names of scenarios beside files", async () => {
  const file = await scriptFile("bash");
  const after = async (...words: string[]): Promise<readonly string[]> => await completeInBash(file, words);
  expect(await after("ru")).toEqual(["run"]);
  expect(await after("run", "--bro")).toEqual(["--broker", "--broker-pid"]);
  expect(await after("run", "--broker", "")).toEqual(brokers);
  expect(await after("run", "--set", "")).toEqual([""]);
  expect(await after("run", "smo")).toEqual(["smoke"]);
  expect(await after("run", "--broker", "mosquitto", "scenarios/smo")).toEqual(["scenarios/smoke.yaml"]);
  expect(await after("history", "")).toEqual(["--help", "-h", "add", "check", "help", "show"]);
  expect(await after("history", "add", "--d")).toEqual(["--dir"]);
  expect(await after("help", "rep")).toEqual(["report"]);
  expect(await after("completion", "f")).toEqual(["fish"]);
  // Bash breaks words at =, unless COMP_WORDBREAKS is without it.
  expect(await after("run", "x.yaml", "--broker", "=")).toEqual(brokers);
  expect(await after("run", "x.yaml", "--broker", "=", "mo")).toEqual(["mosquitto"]);
  expect(await after("run", "x.yaml", "--broker=mo")).toEqual(["--broker=mosquitto"]);
  expect(await after("run", "--out", "=", "scenar")).toEqual(["scenarios"]);
  expect(await after("run", "--out=scenar")).toEqual(["--out=scenarios"]);
  expect(await after("run", "--broker", "=", "mosquitto", "smo")).toEqual(["smoke"]);
  expect(await after("run", "--set", "sensors.qos", "=", "")).toEqual([""]);
  expect(await after("run", "--set=")).toEqual([""]);
});

test("bash: every command of the help, and every option of each", async () => {
  const file = await scriptFile("bash");
  const { stdout } = await mqbench(["--help"]);
  const commands = [...stdout.matchAll(/^ {2}([a-z]\w+) /gmu)].map(([, name = ""]) => name).slice(0, -2);
  expect(commands.length).toBeGreaterThan(15);
  expect(await completeInBash(file, [""])).toEqual(expect.arrayContaining(commands));
  for (const command of ["run", "ab", "gate", "agent", "init"]) {
    const help = (await mqbench(["help", command])).stdout;
    const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gmu)].map(([, name = ""]) => name);
    expect(options.length).toBeGreaterThan(3);
    expect(await completeInBash(file, [command, "--"])).toEqual(options.toSorted());
  }
});

test("fish offers the same, with what each is for", async (context) => {
  needProgram(context, "fish");
  const file = await scriptFile("fish");
  const complete = async (line: string): Promise<string> =>
    (await startCommand("fish", ["--no-config", "-c", `source ${file}; complete -C '${line}'`]).ended).stdout;
  expect(await complete("mqbench ru")).toMatch(/^run\tRun a scenario/u);
  expect((await complete("mqbench run --broker ")).match(/^\w+/gmu)).toEqual(brokers);
  expect((await complete("mqbench history ")).match(/^\w+/gmu)).toEqual(["add", "check", "help", "show"]);
  expect(await complete("mqbench run smo")).toBe("smoke\n");
  expect(await complete("mqbench run x.yaml --broker=mo")).toMatch(/^--broker=mosquitto\t/u);
  expect(await complete("mqbench run --out=scenar")).toMatch(/^--out=scenarios\//u);
});

test("zsh: its script offers the same to zsh's own functions", async (context) => {
  needProgram(context, "zsh");
  const file = await scriptFile("zsh");
  const stand = `
    compdef() { completer=$1 }
    compset() { PREFIX=\${PREFIX#*=} }
    compadd() { shift; print -rl -- "$@" }
    _describe() { print -rl -- "\${(@P)2%%:*}" }
    _files() { print -r -- "files $*" }
    source "$0"; words=("$@"); CURRENT=$#; PREFIX=\${words[CURRENT]}; $completer`;
  const offered = async (...words: string[]): Promise<readonly string[]> => {
    const { stdout, stderr } = await startCommand("zsh", ["-f", "-c", stand, file, "mqbench", ...words]).ended;
    expect(stderr).toBe("");
    return stdout.trim().split("\n").toSorted();
  };
  expect(await offered("")).toEqual(expect.arrayContaining(["run", "ab", "completion"]));
  expect(await offered("run", "--broker", "")).toEqual(brokers);
  expect(await offered("run", "")).toEqual(expect.arrayContaining(["smoke", "files"]));
  expect(await offered("run", "--out", "")).toEqual(["files -/"]);
  expect(await offered("run", "x.yaml", "--broker=mo")).toEqual(brokers);
  expect(await offered("run", "--out=")).toEqual(["files -/"]);
  expect(await offered("run", "--set=")).toEqual([""]);
  expect(await offered("history", "")).toEqual(["add", "check", "help", "show"]);
  expect(await offered("history", "add", "-")).toEqual(["--dir", "--help", "-h"]);
});

test("a shell that it does not know is said, with those that it does", async () => {
  const { code, stderr } = await mqbench(["completion", "tcsh"]);
  expect([code, stderr]).toEqual([2, "error: unknown shell tcsh: expected bash, zsh, fish\n"]);
});
