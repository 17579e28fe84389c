/** How the clients connect. */
import { z } from "zod";
import { periodNs, ratePerSecond, shareOfOne } from "./unit-values.ts";

export const connectSchema = z
  .strictObject({
    rate: ratePerSecond.default(1000),
    timeout: periodNs.default(10e9).describe("TCP connect to CONNACK"),
    from: z
      .array(z.ipv4().or(z.ipv6()))
      .default([])
      .describe(
        "addresses of this machine that the clients connect from, in turn; default: the kernel's choice, and on loopback as many of 127.0.0.0/8 as the ports need",
      ),
    atLeast: shareOfOne.default(0.99).describe("share of the clients that must connect, or the trial is not valid"),
  })
  .prefault({});

export interface Connect {
  readonly ratePerSecond: number;
  readonly timeoutNs: number;
  readonly atLeastShare: number;
  /** Source addresses; empty: chosen by what the machine has. */
  readonly from: readonly string[];
}

export function resolveConnect({ rate, timeout, atLeast, from }: z.output<typeof connectSchema>): Connect {
  return { ratePerSecond: rate, timeoutNs: timeout, atLeastShare: atLeast, from };
}
