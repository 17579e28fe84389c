/** What this machine has and allows, now. */
import { availableParallelism, networkInterfaces } from "node:os";
import type { Machine } from "../scenario/placement.ts";
import { descriptorLimit, readPortRange } from "./environment.ts";

export function readMachine(): Machine {
  return {
    descriptorLimit: descriptorLimit(),
    portRange: readPortRange(),
    cores: availableParallelism(),
    // Within the limits of a container, too.
    memoryBytes: process.availableMemory(),
    addresses: Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
  };
}
