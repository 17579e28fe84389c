/** What the whole machine's CPUs did, and how much of it was mqbench's own and its broker's: the rest is other programs'. From /proc (Linux). */
import { readFileSync } from "node:fs";
import { descendants } from "./process-probe.ts";

/** CPU times since the machine was started. */
export interface MachineSample {
  readonly cores: number;
  /** CPU time of all programs and the kernel; what the hypervisor kept for others is apart. */
  readonly busyNs: number;
  readonly stealNs: number;
  /** CPU time of mqbench and of every process that it has started, those that have ended too. */
  readonly ownNs: number;
}

/** Both files count in ticks of USER_HZ, 100 a second wherever Linux runs Node. */
const tickNs = 1e7;

/** null where the system does not say. */
export function sampleMachine(pid = process.pid): MachineSample | null {
  try {
    const own = [pid, ...descendants(pid)].reduce((sum, each) => sum + cpuTicks(each), 0);
    return { ...parseMachine(readFileSync("/proc/stat", "utf8")), ownNs: own * tickNs };
  } catch {
    return null;
  }
}

/** user nice system idle iowait irq softirq steal; guests are in user already (proc(5)). */
export function parseMachine(stat: string): Omit<MachineSample, "ownNs"> {
  const [, numbers = ""] = /^cpu\s+(.*)$/mu.exec(stat) ?? [];
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = numbers.split(" ").map(Number);
  const cores = stat.match(/^cpu\d+/gmu)?.length ?? 0;
  if (cores === 0) throw new Error("no cores");
  return { cores, busyNs: (user + nice + system + irq + softirq) * tickNs, stealNs: steal * tickNs };
}

/** Fields 14 to 17: its own, and of its children that have ended. 0: it has ended meanwhile. */
function cpuTicks(pid: number): number {
  try {
    return parseTicks(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return 0;
  }
}

export function parseTicks(stat: string): number {
  // The name, in brackets, may itself contain spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}
