/** Where a run was made: versions, machine, limits, commit. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { mqbenchVersion } from "../version.ts";
import type { Environment } from "./schema.ts";

export function readEnvironment(): Environment {
  const processors = cpus();
  return {
    mqbench: mqbenchVersion(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    kernel: `${type()} ${release()}`,
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryBytes: totalmem(),
    descriptorLimit: descriptorLimit(),
    portRange: readPortRange()?.join("-") ?? null,
    ...readCommit(),
  };
}

/** Most file descriptors of a process: Node raises its own limit to the hard one. null where the system does not say. */
export function descriptorLimit(): number | null {
  const line = readText("/proc/self/limits")?.match(/^Max open files\s+\S+\s+(\S+)/mu);
  const hard = line?.[1];
  return hard === undefined || hard === "unlimited" ? null : Number(hard);
}

/** Source ports of outgoing connections, first and last. */
export function readPortRange(): readonly [number, number] | null {
  const [first, last] = (readText("/proc/sys/net/ipv4/ip_local_port_range") ?? "").trim().split(/\s+/u).map(Number);
  return first === undefined || last === undefined ? null : [first, last];
}

/** The commit of the folder that mqbench runs in: of the user's scenarios, not of mqbench. */
function readCommit(): { readonly commit: string | null; readonly dirty: boolean | null } {
  try {
    const git = (...words: string[]): string =>
      execFileSync("git", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return { commit: git("rev-parse", "HEAD"), dirty: git("status", "--porcelain") !== "" };
  } catch {
    return { commit: null, dirty: null };
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
