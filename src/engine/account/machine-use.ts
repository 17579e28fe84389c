/** What other programs used of the machine in measure. Pure. */
import type { BrokerSample } from "../../broker/running-broker.ts";
import type { MachineUse } from "../../rules/lateness.ts";
import type { MachineSample } from "../../machine/machine-probe.ts";

interface Moment {
  readonly atNs: number;
  readonly machine?: MachineSample | null;
  readonly broker: { readonly process: Pick<NonNullable<BrokerSample["process"]>, "cpuNs"> | null };
}

/** undefined where the system does not say. `isBrokerOurs`: mqbench started it, so that its CPU is in mqbench's own. */
export function describeMachine(from: Moment, to: Moment, isBrokerOurs: boolean): MachineUse | undefined {
  const wallNs = to.atNs - from.atNs;
  const [before, after] = [from.machine ?? null, to.machine ?? null];
  if (before === null || after === null || wallNs <= 0) return undefined;
  const [brokerBefore, brokerAfter] = [from.broker.process, to.broker.process];
  const isBrokerKnown = brokerBefore !== null && brokerAfter !== null;
  const brokerNs = isBrokerKnown && !isBrokerOurs ? brokerAfter.cpuNs - brokerBefore.cpuNs : 0;
  const otherNs = after.busyNs - before.busyNs - (after.ownNs - before.ownNs) - brokerNs;
  return {
    cores: after.cores,
    otherCpu: Math.max(0, hundredths(otherNs / wallNs)),
    steal: Math.max(0, hundredths((after.stealNs - before.stealNs) / wallNs)),
    isBrokerApart: isBrokerOurs || isBrokerKnown,
  };
}

function hundredths(cores: number): number {
  return Math.round(cores * 100) / 100;
}
