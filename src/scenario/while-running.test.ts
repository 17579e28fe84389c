import { describe, expect, it } from "vitest";
import { parseThreshold } from "./keys/thresholds/thresholds.ts";
import { whyAtEndOnly } from "./while-running.ts";

function why(text: string): string | undefined {
  const parsed = parseThreshold(text, null);
  if (typeof parsed === "string") throw new Error(parsed);
  return whyAtEndOnly(parsed);
}

describe("a threshold may end a run", () => {
  it.each([
    "publishLatency.p99 < 250ms", // latencies
    "connectLatency.mean <= 1s",
    "endToEndLatency.max < 1s",
    "endToEndLatency.min > 0",
    "deliveredRate > 1900/s", // rates
    "refused == 0", // counts, against growth
    "duplicate <= 5",
    "brokerRssPeak < 2GB", // peaks
  ])("%s", (text) => {
    expect(why(text)).toBeUndefined();
  });
});

describe("a threshold is looked at only at the end", () => {
  it.each([
    ["lost == 0", /^lost is known only when the trial is over: leave abortAfter out$/u], // late ones may still come
    ["unfinished == 0", /^unfinished is known only/u],
    ["packetsPerMessage == 4", /^packetsPerMessage is known only/u], // from the ledger
    ["serviceTimeLessReadLag.p50 < 1ms", /^serviceTimeLessReadLag is known only/u], // from the read lag of the whole trial
    ["recoveryTime.p99 < 5s", /^recoveryTime is known only/u], // from the outages of the whole trial
    ["deathToDelivery.max < 5s", /^deathToDelivery is known only/u], // of a load without measure
    ["sent >= 1000", /^sent only grows while the trial runs: with >= it is known only when it is over; leave/u],
    ["duplicate != 1", /^duplicate only grows/u],
    ["publishLatency.max > 1ms", /^publishLatency\.max only grows/u],
    ["publishLatency.min < 1ms", /^publishLatency\.min only shrinks/u],
    ["publishLatency.p50 == 1ms", /^publishLatency\.p50 varies/u],
  ])("%s", (text, words) => {
    expect(why(text)).toMatch(words);
  });
});
