/**
 * Memory and CPU of a broker's processes and all their descendants, from /proc (Linux). Read as UTF-8, for which Node needs no buffer: of any
 * other encoding it takes 64 KB for a file whose size is not known, which are collected late; a broker of many threads has hundreds of files.
 */
import { readdirSync, readFileSync } from "node:fs";

/** What all the processes use together. */
export interface ProcessSample {
  readonly rssBytes: number;
  /** Resident and not backed by a file: heap and stacks. */
  readonly rssAnonBytes: number;
  /** Shared pages divided among those who share them; null where it may not be read. */
  readonly pssBytes: number | null;
  /** CPU time of all threads since the probe began, of those that have ended too. */
  readonly cpuNs: number;
  /** Time the threads were ready to run and had no CPU. */
  readonly runDelayNs: number;
}

type Memory = Pick<ProcessSample, "rssBytes" | "rssAnonBytes" | "pssBytes">;

interface ThreadTimes {
  readonly cpuNs: number;
  readonly runDelayNs: number;
}

export class ProcessProbe {
  #roots: readonly number[] = [];
  /** When each root was started: its number may be another process's by now. */
  #started: readonly (string | null)[] = [];
  /** Times by thread: one that has ended keeps what it was last seen with. */
  readonly #threads = new Map<string, ThreadTimes>();

  constructor(roots: readonly number[]) {
    this.follow(roots);
  }

  /** Other processes have taken the place of those before, whose CPU time stays in the sum. */
  follow(roots: readonly number[]): void {
    this.#roots = roots;
    this.#started = roots.map(startTime);
  }

  /** null where a process is gone or the system does not say: a gap, never a zero. */
  sample(): ProcessSample | null {
    if (this.#roots.some((root, at) => startTime(root) !== this.#started[at])) return null;
    const memory = this.#roots.flatMap((root) => [this.#sampleOne(root), ...descendants(root).map(this.#sampleChild)]);
    if (memory.length === 0 || memory.includes(null)) return null;
    const known = memory.filter((each) => each !== null && each !== undefined);
    const add = (key: "rssBytes" | "rssAnonBytes"): number => known.reduce((sum, each) => sum + each[key], 0);
    const pss = known.map(({ pssBytes }) => pssBytes).filter((bytes) => bytes !== null);
    const times = [...this.#threads.values()];
    return {
      rssBytes: add("rssBytes"),
      rssAnonBytes: add("rssAnonBytes"),
      pssBytes: pss.length < known.length ? null : pss.reduce((sum, bytes) => sum + bytes, 0),
      cpuNs: times.reduce((sum, { cpuNs }) => sum + cpuNs, 0),
      runDelayNs: times.reduce((sum, { runDelayNs }) => sum + runDelayNs, 0),
    };
  }

  /** A child may have ended meanwhile: that is no gap. */
  readonly #sampleChild = (pid: number): Memory | undefined => this.#sampleOne(pid) ?? undefined;

  #sampleOne(pid: number): Memory | null {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      this.#readThreads(pid);
      return {
        rssBytes: parseKilobytes(status, "VmRSS"),
        rssAnonBytes: parseKilobytes(status, "RssAnon"),
        pssBytes: readPss(pid),
      };
    } catch {
      return null;
    }
  }

  #readThreads(pid: number): void {
    for (const thread of readThreads(pid)) {
      const times = readThread(`/proc/${pid}/task/${thread}/schedstat`);
      if (times !== null) this.#threads.set(`${pid}/${thread}`, times);
    }
  }
}

/** When a process was started, in clock ticks since the machine was (field 22 of /proc/PID/stat); null where there is no such process. */
export function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in brackets, may itself contain spaces and brackets.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/** Every process that it started, and that those started. */
export function descendants(pid: number): readonly number[] {
  const children = readThreads(pid).flatMap((thread) => readChildren(pid, thread));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Empty for a process that has ended meanwhile. */
function readThreads(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty for a thread that has ended meanwhile. */
function readChildren(pid: number, thread: string): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim();
    return text === "" ? [] : text.split(" ").map(Number);
  } catch {
    return [];
  }
}

/** null for a thread that has ended meanwhile. */
function readThread(path: string): ThreadTimes | null {
  try {
    return parseSchedule(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

function readPss(pid: number): number | null {
  try {
    return parseKilobytes(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"), "Pss");
  } catch {
    return null;
  }
}

/** A line such as `VmRSS:   1234 kB` of a file of /proc, in bytes. Throws where there is none. */
export function parseKilobytes(text: string, key: string): number {
  const found = new RegExp(`^${key}:\\s+(\\d+) kB$`, "mu").exec(text);
  if (found === null) throw new Error(`no ${key}`);
  return Number(found[1]) * 1024;
}

/** /proc/PID/task/TID/schedstat: time on a CPU, time waiting for one, time slices. */
export function parseSchedule(schedstat: string): ThreadTimes {
  const [cpuNs = 0, runDelayNs = 0] = schedstat.split(" ").map(Number);
  return { cpuNs, runDelayNs };
}
