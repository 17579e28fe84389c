/** What is wrong with the options of agents is said before anything is asked of Redis. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readMachine } from "../result/machine.ts";
import { beginHosts, tokenOf } from "./agent-options.ts";
import { agentCommand } from "./commands/agent.ts";

const usage = (...problems: readonly unknown[]) => expect.objectContaining({ code: "usage", problems });
const token = "a-token-that-no-text-has";

test.each(["0s", "25h", "soon", "30"])("--agents-within %s is refused with what is expected", async (agentsWithin) => {
  const options = { agents: "1", redis: "/nowhere", agentsWithin };
  const beginning = beginHosts(options, readMachine(), {
    interrupted: new Promise(() => undefined),
    note: () => undefined,
  });
  await expect(beginning).rejects.toEqual(
    usage(`--agents-within: expected a duration such as 250us, 20ms, 5s, 2min or 1h, up to 24h, got "${agentsWithin}"`),
  );
});

test.each([
  ["nowhere", '--from: expected addresses joined by commas, got "nowhere"'],
  ["198.51.100.7", "--from: 198.51.100.7 is no address of this machine"],
])("an agent does not start with --from %s", async (from, problem) => {
  await expect(agentCommand({ redis: "/nowhere", token, from })).rejects.toEqual(usage(problem));
});

test.each(["", " "])("an agent does not start with --name %j, by which no error could name it", async (name) => {
  const problem = `--name: expected what reports call this agent, got ${JSON.stringify(name)}`;
  await expect(agentCommand({ redis: "/nowhere", token, name })).rejects.toEqual(usage(problem));
});

describe("a token stands in one place only, and is long enough", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mqbench-token-"));
    vi.stubEnv("MQBENCH_TOKEN", "");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  function fileOf(text: string): string {
    const file = join(folder, "token");
    writeFileSync(file, text);
    return file;
  }

  test("in a file it may have the end of a line", () => {
    expect(tokenOf({ tokenFile: fileOf(`${token}\n`) })).toBe(token);
  });

  test("both places", () => {
    const tokenFile = fileOf(`${token}\n`);
    expect(() => tokenOf({ tokenFile, token })).toThrow(usage("--token and --token-file are both given: one of them"));
  });

  test("too short, from a file", () => {
    const tokenFile = fileOf("5h0rt-one\n");
    expect(() => tokenOf({ tokenFile })).toThrow(usage(`--token-file: ${tokenFile}: expected 12 characters or more`));
  });

  test("a file that is not there", () => {
    const tokenFile = join(folder, "of-nobody");
    expect(() => tokenOf({ tokenFile })).toThrow(usage(expect.stringMatching(/^--token-file: ENOENT/u)));
  });

  test("an empty one, from the environment", () => {
    expect(() => tokenOf({})).toThrow(usage("--token: expected 12 characters or more"));
  });
});
