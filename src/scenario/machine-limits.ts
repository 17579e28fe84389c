/** What a case needs of the machine, against what the machine allows. Pure. */
import type { PlannedCase } from "./plan.ts";

export interface Machine {
  /** Most file descriptors of a process; null: not limited, or not known. */
  readonly descriptorLimit: number | null;
  /** First and last source port; null where it is not known. */
  readonly portRange: readonly [number, number] | null;
}

export interface Needs {
  /** Of mqbench's process; the embedded broker's process needs as many. */
  readonly descriptors: number;
  readonly ports: number;
}

/** What Node, its threads and the result need beside the connections. */
const ownDescriptors = 128;

export function needsOf({ connections }: PlannedCase): Needs {
  return { descriptors: connections + ownDescriptors, ports: connections };
}

/** What does not fit, each with the number that would. */
export function findShortage(
  needs: Needs,
  machine: Machine,
): { readonly problem: string; readonly hint: string } | undefined {
  const { descriptorLimit, portRange } = machine;
  if (descriptorLimit !== null && needs.descriptors > descriptorLimit) {
    const [need, limit] = [needs.descriptors.toLocaleString("en"), descriptorLimit.toLocaleString("en")];
    return {
      problem: `${need} file descriptors are needed, this process may have ${limit}`,
      hint: `raise the limit: \`ulimit -Hn ${needs.descriptors}\` as root, or LimitNOFILE / --ulimit nofile=${needs.descriptors} of the service or container; or use fewer sensors (--set sensors.count=…)`,
    };
  }
  const ports = portRange === null ? null : portRange[1] - portRange[0] + 1;
  if (ports !== null && needs.ports > ports) {
    return {
      problem: `${needs.ports.toLocaleString("en")} source ports are needed, this machine has ${ports.toLocaleString("en")} for one broker address`,
      hint: 'widen the range: `sysctl -w net.ipv4.ip_local_port_range="1024 65535"`, or use fewer sensors (--set sensors.count=…)',
    };
  }
  return undefined;
}
