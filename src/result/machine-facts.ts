/** What of this machine bears on the figures, beside what limits a fleet. */
import { existsSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { delimiter, join } from "node:path";
import type { MachineFacts } from "../scenario/planning/placement.ts";

const clockReads = 20_000;

export function readMachineFacts(): MachineFacts {
  return {
    clockSource: readText("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
    clockReadNs: measureClock(),
    missingPrograms: ["ss", "taskset"].filter((name) => !isInPath(name)),
    load: loadavg()[0] ?? 0,
  };
}

/** The price of one reading: every message takes some. */
function measureClock(): number {
  const from = process.hrtime.bigint();
  for (let read = 0; read < clockReads; read += 1) process.hrtime.bigint();
  return Number(process.hrtime.bigint() - from) / clockReads;
}

function isInPath(name: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
}
