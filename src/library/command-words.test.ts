import { execFileSync } from "node:child_process";
import { expect, test, vi } from "vitest";
import { gate } from "../analysis/gate.ts";
import { renderJunit } from "../report/changes/junit.ts";
import { renderReport } from "../report/formats.ts";
import { reproduceCommand } from "../report/reproduce.ts";
import { fakeResult } from "../result/testing/fake-result.ts";
import { commandWords } from "./command-words.ts";

// Charts take a while to draw on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

test("what was typed makes the run again, but for where its output goes", () => {
  const options = {
    out: "results",
    set: ["sensors.count=5", "-x=1"],
    broker: ["mosquitto"],
    trials: "3",
    quick: true,
    allowRemote: true,
    report: "r.html",
    json: undefined,
    aSet: ["qos=1"],
  };
  expect(commandWords("run", "mine.yaml", options)).toEqual(
    "run mine.yaml --set sensors.count=5 --set=-x=1 --broker mosquitto --trials 3 --quick --allow-remote --a-set qos=1".split(
      " ",
    ),
  );
});

test("no secret is in it", () => {
  const url = "mqtts://mark3r:mark3r@h:1/mqtt?token=mark3r";
  const words = commandWords("run", "f", { broker: [url], set: [`sweep.broker=["${url}"]`], metrics: [url] });
  expect(words.join(" ")).not.toContain("mark3r");
  expect(words).toContain('sweep.broker=["mqtts://h:1/mqtt?token=…"]');
});

const odd = [
  "-rf.yaml",
  "--set",
  'description=it\'s $HOME `id` $(id) "x" \\ !',
  "--set",
  "a=\n::error::x\u202E\u001B[2J ##[error]x\t'\\n'",
  "--set=-x=*",
  "--broker",
  "wss://h/mqtt?token=…",
  "--set",
  "password=${BROKER_PASSWORD}",
];
const result = fakeResult({ command: ["run", ...odd] });
const command = reproduceCommand(result) ?? "";

test("a shell reads it as the words that were typed", () => {
  execFileSync("bash", ["-n", "-c", command]);
  const read = execFileSync("bash", ["-c", `mqbench() { printf '%s\\0' "$@"; }; ${command}`], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  // A file that looks like an option is named by its folder.
  expect(read.split("\0").slice(0, -1)).toEqual(["run", "./-rf.yaml", ...odd.slice(1)]);
  expect(command.split("\n")).toHaveLength(1);
});

test("of an older result, which has its file alone, that is what is known", () => {
  expect(reproduceCommand(fakeResult({ scenarioFile: "a b.yaml" }))).toBe("mqbench run 'a b.yaml'");
  expect(reproduceCommand(fakeResult({ scenarioFile: null }))).toBeNull();
});

const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

function unescaped(markup: string): string {
  return Object.entries(entities).reduce((all, [entity, of]) => all.replaceAll(entity, of), markup);
}

test.each(["text", "markdown", "html"] as const)("a report as %s has it", async (format) => {
  const report = await renderReport(format, [{ result, path: null }]);
  expect(format === "html" ? unescaped(report) : report).toContain(command);
});

test("so has JUnit", () => {
  const xml = renderJunit(
    fakeResult({ command: ["run", "x.yaml", "--quick"] }),
    gate(result, null, { isStrict: false }),
    null,
  );
  expect(xml).toContain('<property name="command" value="mqbench run x.yaml --quick"/>');
});
