/** What to know of a machine before it is used, and what to change. Pure. */
import { formatCounted, formatWhole } from "../format.ts";
import { portsIn, ownDescriptors } from "../scenario/planning/placement.ts";
import type { Machine, MachineFacts } from "../scenario/planning/placement.ts";

export interface Finding {
  readonly what: string;
  readonly found: string;
  /** What to change, and how; null: nothing. */
  readonly advice: string | null;
}

/** Dear enough to show in the cost of a message. */
const dearClockNs = 500;
const busyShare = 0.25;
/** Memory of an idle connection at generator, kernel and a frugal broker. */
const connectionBytes = 21_000;
const packages: Readonly<Record<string, string>> = {
  ss: "apt-get install iproute2: without it results lack what the kernel counted",
  taskset: "apt-get install util-linux: without it `broker.cpus` cannot be used",
};

export function findingsOf(machine: Machine, facts: MachineFacts): readonly Finding[] {
  return [
    coresFinding(machine),
    busyFinding(machine, facts),
    descriptorsFinding(machine),
    portsFinding(machine),
    memoryFinding(machine),
    clockFinding(facts),
    ...Object.keys(packages).map((name): Finding => {
      const isMissing = facts.missingPrograms.includes(name);
      return {
        what: name,
        found: isMissing ? "not installed" : "installed",
        advice: isMissing ? (packages[name] ?? null) : null,
      };
    }),
  ];
}

function coresFinding({ cores }: Machine): Finding {
  const advice = cores < 2 ? "use a machine with two or more: broker and generator take turns on one" : null;
  return { what: "cores", found: `${cores}: ${Math.max(1, cores - 1)} to send with, the rest for the broker`, advice };
}

function busyFinding({ cores }: Machine, { load }: MachineFacts): Finding {
  const advice = load > cores * busyShare ? "end what else runs: it takes CPU from broker and generator" : null;
  return { what: "other load", found: `${load.toFixed(2)} of ${cores} cores in the last minute`, advice };
}

function descriptorsFinding({ descriptorLimit }: Machine): Finding {
  const what = "file descriptors";
  if (descriptorLimit === null) return { what, found: "no limit is known", advice: null };
  const each = Math.max(0, descriptorLimit - ownDescriptors);
  return {
    what,
    found: `${formatWhole(descriptorLimit)} a process: ${formatCounted(each, "connection")} of one broker; mqbench takes more processes by itself`,
    advice:
      each < 10_000
        ? `raise the limit: \`ulimit -Hn 100000\` as root, or LimitNOFILE / --ulimit nofile=100000; or spread the sensors: \`broker: { name: mosquitto, instances: 6 }\``
        : null,
  };
}

function portsFinding({ portRange }: Machine): Finding {
  const what = "source ports";
  if (portRange === null) return { what, found: "not known", advice: null };
  const [first, last] = portRange;
  const ports = portsIn(portRange);
  return {
    what,
    found: `${first}–${last}: ${formatCounted(ports, "connection")} to one broker; on loopback more addresses are taken beyond that`,
    advice: ports < 10_000 ? 'widen the range: `sysctl -w net.ipv4.ip_local_port_range="1024 65535"`' : null,
  };
}

function memoryFinding({ memoryBytes }: Machine): Finding {
  const what = "memory";
  if (memoryBytes === null) return { what, found: "not known", advice: null };
  const connections = Math.floor(memoryBytes / connectionBytes / 1000) * 1000;
  return {
    what,
    found: `${formatWhole(Math.round(memoryBytes / 1e6))} MB free: about ${formatWhole(connections)} idle connections to a frugal broker on this machine`,
    advice: connections < 10_000 ? "free some, or use fewer sensors" : null,
  };
}

function clockFinding({ clockSource, clockReadNs }: MachineFacts): Finding {
  return {
    what: "clock",
    found: `${clockSource ?? "not known"}, ${Math.round(clockReadNs)} ns a reading`,
    advice:
      clockReadNs > dearClockNs
        ? "a reading costs a system call: choose tsc, kvm-clock or the hypervisor's own in /sys/devices/system/clocksource"
        : null,
  };
}
