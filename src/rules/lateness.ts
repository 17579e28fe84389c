/** Why mqbench was late, as far as the machine tells: its own work, other programs, or neither. Pure. */

/** In measure, in cores. */
export interface MachineUse {
  readonly cores: number;
  readonly otherCpu: number;
  /** Kept by the hypervisor for other machines. */
  readonly steal: number;
  /** The broker's CPU is not in that of other programs; false: it may be, where it runs on this machine. */
  readonly isBrokerApart: boolean;
}

export interface Lateness {
  /** Cores that the busiest sending thread used; null where the system does not tell. */
  readonly threadCpu: number | null;
  /** The share of measure that the sending thread which waited longest for a CPU waited; null where the system does not tell. */
  readonly threadRunDelay: number | null;
  readonly machine: MachineUse | null;
}

/** The share of the machine's cores beyond which other programs, or the hypervisor, are a cause. */
const busyShare = 0.25;
const stealShare = 0.05;
/** The share of a core beyond which a sending thread has too much to do. */
const ownCpu = 0.7;
/** The share of measure beyond which waiting for a CPU is a cause. */
const waitedShare = 0.1;
const advice = "use fewer sensors a worker, more workers or a lower rate";

/** Other programs took so much of the machine that a trial says nothing of the broker. */
export function isTakenByOthers({ cores, otherCpu, steal, isBrokerApart }: MachineUse): boolean {
  return steal > cores * stealShare || (isBrokerApart && otherCpu > cores * busyShare);
}

export function whyLate({ threadCpu, threadRunDelay, machine }: Lateness): string {
  const isOwn = threadCpu !== null && threadCpu > ownCpu;
  const causes: string[] = [];
  if (machine !== null && machine.otherCpu > machine.cores * busyShare)
    causes.push(`${othersUsed(machine)}: end them, or measure again without them`);
  if (machine !== null && machine.steal > machine.cores * stealShare)
    causes.push(`the hypervisor kept ${inCores(machine.steal)} of ${machine.cores} cores for others: measure again`);
  if (isOwn || (causes.length === 0 && (threadCpu === null || machine === null))) causes.push(advice);
  if (causes.length > 0 || machine === null) return causes.join("; ");
  const waited = threadRunDelay !== null && threadRunDelay > waitedShare;
  const of = `a sending thread used ${inCores(threadCpu ?? 0)} of a core`;
  return waited
    ? `${of} and waited ${Math.round(threadRunDelay * 100)} % of measure for one; ${othersUsed(machine)}: mqbench and the broker share the rest; use a lower rate, or more cores`
    : `${of}, ${othersUsed(machine)}: neither explains it; measure again`;
}

export function othersUsed({ cores: all, otherCpu, isBrokerApart }: MachineUse): string {
  const who = isBrokerApart ? "other programs" : "other programs (the broker among them, where it runs here)";
  return `${who} used ${inCores(otherCpu)} of ${all} cores`;
}

function inCores(value: number): string {
  return String(Number(value.toFixed(2)));
}
