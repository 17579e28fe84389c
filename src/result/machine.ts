/** What this machine has and allows, now. */
import { availableParallelism, networkInterfaces } from "node:os";
import type { Machine } from "../scenario/planning/placement.ts";
import { descriptorLimit, readPortRange } from "./environment.ts";

export function readMachine(): Machine {
  return {
    descriptorLimit: descriptorLimit(),
    portRange: readPortRange(),
    cores: availableParallelism(),
    memoryBytes: knownMemory(process.availableMemory()),
    addresses: Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
  };
}

/** Memory that is free, within the limits of a container, too. Without /proc Node says 0, which is not none: it is not known. */
export function knownMemory(availableBytes: number): number | null {
  return availableBytes > 0 ? availableBytes : null;
}
