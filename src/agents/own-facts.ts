/** What an agent tells of itself. */
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { readMachine } from "../result/machine.ts";
import type { AgentFacts } from "./agent-messages.ts";

export function ownFacts(name: string, from: readonly string[]): AgentFacts {
  return { name, from, host: hostname(), kernel: ownKernel(), machine: readMachine() };
}

/** The same for processes that one kernel connects by loopback: its boot and the network that they see. */
export function ownKernel(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/net")}`;
  } catch {
    return hostname();
  }
}
