/** Memory and CPU of a process, from /proc (Linux). */
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessSample {
  readonly rssBytes: number;
  /** CPU time of all its threads so far. */
  readonly cpuNs: number;
  /** Time its threads were ready to run and had no CPU. */
  readonly runDelayNs: number;
}

/** null where the process is gone or the system does not tell: a gap, never a zero. */
export function sampleProcess(pid: number): ProcessSample | null {
  try {
    const rssBytes = parseRss(readFileSync(`/proc/${pid}/status`, "latin1"));
    let cpuNs = 0;
    let runDelayNs = 0;
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const schedule = parseSchedule(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "latin1"));
      cpuNs += schedule.cpuNs;
      runDelayNs += schedule.runDelayNs;
    }
    return rssBytes === null ? null : { rssBytes, cpuNs, runDelayNs };
  } catch {
    return null;
  }
}

/** VmRSS of /proc/PID/status, in bytes. */
export function parseRss(status: string): number | null {
  const found = /^VmRSS:\s+(\d+) kB$/mu.exec(status);
  return found === null ? null : Number(found[1]) * 1024;
}

/** /proc/PID/task/TID/schedstat: time on a CPU, time waiting for one, time slices. */
export function parseSchedule(schedstat: string): {
  readonly cpuNs: number;
  readonly runDelayNs: number;
} {
  const [cpuNs = 0, runDelayNs = 0] = schedstat.split(" ").map(Number);
  return { cpuNs, runDelayNs };
}
