/** What the kernel counted of the clients' TCP connections: bytes, segments, retransmissions. Linux, by `ss` of iproute2. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { plainEnvironment } from "../../child-environment.ts";
import { begin } from "../../machine/child.ts";
import type { KernelCounts, NetworkSection } from "../../result/sections/network-section.ts";
import { kernelMs } from "../waits.ts";

/** Counts by both ends of a connection: connections to different brokers may share an address and port of this machine. */
export type KernelSockets = ReadonlyMap<string, KernelCounts>;

/** TCP and IP headers without options (RFC 9293, RFC 791, RFC 8200), and the timestamps option with its padding (RFC 7323). */
const tcpHeader = 20;
const ipv4Header = 20;
const ipv6Header = 40;
const timestamps = 12;
/**
 * Options that only the segments with SYN carry, once each way: the largest segment (4), selective acknowledgement and window scale
 * (4 each with their padding; the former 2 in the padding of the timestamps) (RFC 9293, RFC 2018, RFC 7323).
 */
const largestSegmentOption = 4;
const windowScaleOption = 4;
const selectiveOption = 4;

/** Every connection to these ports, as a stream (`-e`: without it `ss` leaves out whether there are timestamps): there may be tens of thousands. null: not Linux, or `ss` is missing or failed. */
export async function readKernelSockets(ports: readonly number[]): Promise<KernelSockets | null> {
  if (process.platform !== "linux" || ports.length === 0) return null;
  const filter = [...new Set(ports)].map((port) => `dport = :${port}`).join(" or ");
  const child = begin(() =>
    spawn("ss", ["-tineHO", "state", "established", `( ${filter} )`], {
      env: plainEnvironment(),
      stdio: ["ignore", "pipe", "ignore"],
      timeout: kernelMs,
      killSignal: "SIGKILL",
    }),
  );
  const ended = once(child, "close").then(
    ([code]: unknown[]) => code === 0,
    () => false,
  );
  const sockets = new Map<string, KernelCounts>();
  const lines = child.stdout ? createInterface({ input: child.stdout }) : [];
  for await (const line of lines) {
    const [, , local = "", peer = ""] = line.trim().split(/\s+/u);
    sockets.set(`${local} ${peer}`, parseCounts(line, local));
  }
  return (await ended) ? sockets : null;
}

function parseCounts(line: string, local: string): KernelCounts {
  const number = (name: string): number => Number(new RegExp(`\\b${name}:(\\d+)`, "u").exec(line)?.[1] ?? 0);
  const has = (word: string): boolean => new RegExp(`\\s${word}[\\s:]`, "u").test(line);
  const header = tcpHeader + (local.startsWith("[") ? ipv6Header : ipv4Header) + (has("ts") ? timestamps : 0);
  const synOptions =
    largestSegmentOption + (has("wscale") ? windowScaleOption : 0) + (has("sack") && !has("ts") ? selectiveOption : 0);
  const [segmentsUp, segmentsDown] = [number("segs_out"), number("segs_in")];
  return {
    bytesUp: number("bytes_sent") - number("bytes_retrans"),
    bytesDown: number("bytes_received"),
    segmentsUp,
    segmentsDown,
    headerBytesUp: segmentsUp * header + synOptions,
    headerBytesDown: segmentsDown * header + synOptions,
    retransmitted: Number(/\bretrans:\d+\/(\d+)/u.exec(line)?.[1] ?? 0),
  };
}

const none: KernelCounts = {
  bytesUp: 0,
  bytesDown: 0,
  segmentsUp: 0,
  segmentsDown: 0,
  headerBytesUp: 0,
  headerBytesDown: 0,
  retransmitted: 0,
};

export interface KernelReadings {
  /** Sockets before the first client connected: others' connections to the same port, such as the one that reads `$SYS` topics. */
  readonly others: KernelSockets;
  /** Ends of the link's own connections to the broker: what passes them has been counted at the clients'. */
  readonly relayed: ReadonlySet<string>;
  /** Once all were connected and nothing was sent. */
  readonly before: KernelSockets;
  /** Once the drain was over. */
  readonly after: KernelSockets;
}

export function describeNetwork({ others, relayed, before, after }: KernelReadings): NetworkSection {
  const own = [...after].filter(([ends]) => !others.has(ends) && !relayed.has(ends));
  const whole = own.reduce((sum, [, each]) => combine(sum, each, 1), none);
  const load = own.reduce((sum, [ends, each]) => combine(combine(sum, each, 1), before.get(ends) ?? none, -1), none);
  return { connections: own.length, whole, load };
}

function combine(sum: KernelCounts, each: KernelCounts, sign: 1 | -1): KernelCounts {
  return {
    bytesUp: sum.bytesUp + sign * each.bytesUp,
    bytesDown: sum.bytesDown + sign * each.bytesDown,
    segmentsUp: sum.segmentsUp + sign * each.segmentsUp,
    segmentsDown: sum.segmentsDown + sign * each.segmentsDown,
    headerBytesUp: sum.headerBytesUp + sign * each.headerBytesUp,
    headerBytesDown: sum.headerBytesDown + sign * each.headerBytesDown,
    retransmitted: sum.retransmitted + sign * each.retransmitted,
  };
}
