/** On which cores a process runs, with all its threads. Linux. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { plainEnvironment } from "../child-environment.ts";
import { MqbenchError } from "../errors.ts";

const run = promisify(execFile);

/** `cpus` is a list such as 0 or 2-3; `key` is what the scenario calls it. */
export async function setAffinity(pid: number, cpus: string, key: string): Promise<void> {
  try {
    await run("taskset", ["-acp", cpus, String(pid)], { env: plainEnvironment() });
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : "";
    const why = said === "" ? "taskset is not installed: apt-get install util-linux" : said;
    throw new MqbenchError("usage", `${key} ${cpus}: ${why}`, { cause });
  }
}

/** The cores of this process, as a list that `setAffinity` takes; undefined where the system does not say. */
export function ownAffinity(): string | undefined {
  try {
    return /^Cpus_allowed_list:\s*(\S+)$/mu.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
