import { expect, test, vi } from "vitest";
import { fakeResult } from "../../../result/testing/fake-result.ts";
import type { RunResult, Trial } from "../../../result/schema.ts";
import { shownCases, shownRuns } from "../../charts/cases.ts";
import { bytesSection } from "./bytes-section.ts";

// Charts take a while to draw on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** The numbers beside the chart: by band, of QoS 0 and QoS 2. */
async function bandsOf(change: (trial: Trial) => Trial): Promise<Readonly<Record<string, readonly string[]>>> {
  const result: RunResult = fakeResult({ trials: fakeResult().trials.map(change) });
  const { body = "" } = bytesSection(shownCases(shownRuns([result]))) ?? {};
  const rows = [...body.matchAll(/<th scope="row"[^>]*>([^<]*)<\/th>(.*?)<\/tr>/gu)];
  return Object.fromEntries(
    rows.map(([, name = "", cells = ""]) => [name, [...cells.matchAll(/>([^<]+)</gu)].map(([, text = ""]) => text)]),
  );
}

function without(...names: readonly string[]) {
  return (trial: Trial): Trial => ({
    ...trial,
    metrics: Object.fromEntries(Object.entries(trial.metrics).filter(([name]) => !names.includes(name))),
  });
}

test("a message's bytes are those of both hops, payload apart", async () => {
  expect(await bandsOf((trial) => trial)).toEqual({
    payload: ["128 B", "128 B"],
    "PUBLISH, the rest": ["54 B", "58 B"],
    PUBREC: ["0 B", "8 B"],
    PUBREL: ["0 B", "8 B"],
    PUBCOMP: ["0 B", "8 B"],
    "TCP and IP headers": ["104 B", "312 B"],
    sum: ["286 B", "522 B"],
  });
});

test("an empty payload, which has no overhead, is no payload", async () => {
  expect(await bandsOf(without("overheadPerMessage", "overheadPerDelivery"))).toMatchObject({
    payload: ["0 B", "0 B"],
    "PUBLISH, the rest": ["182 B", "186 B"],
  });
});

test("payloads of unknown size are not told apart from what is around them", async () => {
  const bands = await bandsOf(without("overheadPerDelivery"));
  expect(bands).toMatchObject({ "PUBLISH, payload included": ["182 B", "186 B"], sum: ["286 B", "522 B"] });
  expect(bands).not.toHaveProperty("payload");
});

test("without the kernel's counts there are no headers, and without a message there is nothing", async () => {
  const unread = await bandsOf((trial) =>
    trial.load.kind === "steady" ? { ...trial, load: { ...trial.load, network: null } } : trial,
  );
  expect(unread).not.toHaveProperty("TCP and IP headers");
  expect(await bandsOf(without("sent"))).toEqual({});
});
