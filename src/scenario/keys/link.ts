/** The link between a group of clients and the broker, as a scenario states it: its keys, their defaults, their rules. */
import { z } from "zod";
import { isFramedBroker } from "../../broker/facts/broker-spec.ts";
import type { BrokerSpec } from "../../broker/facts/broker-spec.ts";
import { plainLink } from "../../link/link-settings.ts";
import type { CutManner, Direction, LinkSettings } from "../../link/link-settings.ts";
import { bandwidth, durationNs, ratePerSecond, sizeBytes } from "./unit-values.ts";
import type { Report } from "../document/mistake.ts";
import { dotted } from "../document/path.ts";
import type { Path } from "../document/path.ts";

/** The packets of a handshake (section 4.3). */
const cutPackets = ["PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP"] as const;
type CutPacket = (typeof cutPackets)[number];

const cut = z
  .strictObject({
    rate: ratePerSecond.optional().describe("at random, of each connection, within measure: 6/min"),
    at: durationNs.optional().describe("every connection at once, so long after measure began"),
    packet: z.enum(cutPackets).optional().describe("every connection at its n-th packet of this type in a direction"),
    direction: z.enum(["up", "down"]).optional().describe("up: client → broker; down: broker → client"),
    nth: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe("which, of each client, from the first message on; default 1"),
    when: z.enum(["before", "after"]).optional().describe("the packet reaches its receiver, or not; default before"),
    manner: z
      .enum(["reset", "silent"])
      .default("reset")
      .describe("reset: both ends see it; silent: both stay open and nothing passes any more (half-open)"),
  })
  .describe("cut connections: one of rate, at, or packet with direction");

export const linkSchema = z
  .strictObject({
    delay: durationNs.default(0).describe("one way, in each direction"),
    jitter: durationNs.default(0).describe("the delay is spread evenly over delay ± jitter; the order stays"),
    bandwidth: bandwidth.optional().describe("of each connection, in each direction; default: no limit"),
    buffer: sizeBytes
      .default(plainLink.bufferBytes)
      .describe("what it holds of a connection and direction before it stops reading"),
    cut: cut.optional(),
  })
  .describe("between the clients and the broker: delay, bandwidth and faults");

export type LinkInput = z.output<typeof linkSchema>;

type LinkCut =
  | { readonly kind: "random"; readonly ratePerSecond: number; readonly manner: CutManner }
  /** Since measure began. */
  | { readonly kind: "at"; readonly atNs: number; readonly manner: CutManner }
  | {
      readonly kind: "packet";
      readonly packet: CutPacket;
      readonly direction: Direction;
      readonly nth: number;
      readonly when: "before" | "after";
      readonly manner: CutManner;
    };

export interface GroupLink extends LinkSettings {
  readonly cut: LinkCut | null;
}

/** `path` is where the link stands. */
export function resolveLink(
  input: LinkInput | undefined,
  broker: BrokerSpec,
  path: Path,
  report: Report,
): GroupLink | null {
  if (input === undefined) return null;
  if (input.jitter > input.delay)
    report([...path, "jitter"], `${dotted(path)}.jitter is more than the delay: nothing can arrive before it was sent`);
  if (input.buffer < 1) report([...path, "buffer"], `${dotted(path)}.buffer is too small: at least 1B`);
  return {
    delayNs: input.delay,
    jitterNs: input.jitter,
    bytesPerSecond: input.bandwidth ?? null,
    bufferBytes: input.buffer,
    cut: resolveCut(input.cut, broker, [...path, "cut"], report),
  };
}

function resolveCut(input: LinkInput["cut"], broker: BrokerSpec, path: Path, report: Report): LinkCut | null {
  if (input === undefined) return null;
  const { rate, at, packet, direction, nth, when, manner } = input;
  const kinds = [rate, at, packet].filter((kind) => kind !== undefined);
  const choice = "give one of `rate: 6/min`, `at: 10s` or `packet: PUBREC`";
  if (kinds.length === 0) report(path, `${dotted(path)} does not say when: ${choice}`);
  if (kinds.length > 1) report(path, `${dotted(path)} says more than once when: ${choice}`);
  if (packet === undefined && (direction ?? nth ?? when) !== undefined)
    report(
      path,
      `${dotted(path)} says which packet without its type: add \`packet: PUBREC\`, or leave out direction, nth and when`,
    );
  if (packet !== undefined && direction === undefined)
    report(
      path,
      `${dotted(path)} does not say which way the ${packet} goes: add \`direction: up\` or \`direction: down\``,
    );
  if (isFramedBroker(broker))
    report(
      path,
      `${dotted(path)} cannot tell connections apart within TLS or WebSocket: use mqtt:// or transport: tcp, or leave out cut`,
    );
  if (rate !== undefined) return { kind: "random", ratePerSecond: rate, manner };
  if (at !== undefined) return { kind: "at", atNs: at, manner };
  if (packet === undefined) return null;
  return { kind: "packet", packet, direction: direction ?? "up", nth: nth ?? 1, when: when ?? "before", manner };
}
