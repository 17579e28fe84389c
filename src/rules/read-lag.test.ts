import { expect, test } from "vitest";
import { doubtReadLag, findReadLag, readLagLimits } from "./read-lag.ts";

type Judged = Parameters<typeof findReadLag>[0];

const healthy: Judged = {
  readLag: { probes: 2000, p50Ns: 60e3, p99Ns: 400e3, answererEnded: null },
  threadCpu: 0.3,
  threadRunDelay: 0.05,
  machine: null,
};

function said(tell: (judged: Judged, say: (code: string, text: string) => void) => void, changes: Partial<Judged>) {
  const notes: string[] = [];
  tell({ ...healthy, ...changes }, (code, text) => notes.push(`${code}: ${text}`));
  return notes;
}

const lagOf = (changes: Partial<NonNullable<Judged["readLag"]>>): Partial<Judged> => ({
  readLag: { probes: 2000, p50Ns: 60e3, p99Ns: 400e3, answererEnded: null, ...changes },
});

test("a thread that reads in time is no fault, up to the limits", () => {
  expect(said(findReadLag, {})).toEqual([]);
  const atLimits = lagOf({ p50Ns: readLagLimits.p50Ns, p99Ns: readLagLimits.p99Ns });
  expect(said(findReadLag, { ...atLimits, threadRunDelay: readLagLimits.runDelay })).toEqual([]);
});

test("a thread that reads late makes a trial not valid, and the reason says by how much", () => {
  expect(said(findReadLag, lagOf({ p50Ns: 12e6 }))).toEqual([
    expect.stringContaining("read-late: read lag p50 12 ms, limit 10 ms: mqbench read its answers late"),
  ]);
  expect(said(findReadLag, lagOf({ p99Ns: 150e6 }))).toEqual([
    expect.stringContaining("read-late: read lag p99 150 ms, limit 100 ms"),
  ]);
});

test("so does one that waits for a CPU", () => {
  expect(said(findReadLag, { threadRunDelay: 0.6 })).toEqual([
    expect.stringContaining("sender-starved: a sending thread waited for a CPU in 60 % of measure, limit 50 %"),
  ]);
});

test("what is not known is no fault", () => {
  expect(said(findReadLag, { readLag: null, threadRunDelay: null })).toEqual([]);
  expect(said(findReadLag, lagOf({ p50Ns: null, p99Ns: null, probes: 0 }))).toEqual([]);
});

test("that it is not known is said", () => {
  expect(said(doubtReadLag, {})).toEqual([]);
  expect(said(doubtReadLag, { readLag: null })).toEqual([]);
  expect(said(doubtReadLag, lagOf({ probes: 0, p50Ns: null, p99Ns: null }))).toEqual([
    "read-lag: no answer to a probe was read in measure: read lag is not known, and in every service time, leg and PINGREQ round trip",
  ]);
  expect(said(doubtReadLag, lagOf({ answererEnded: "the answering process ended by itself (SIGKILL)" }))).toEqual([
    expect.stringContaining("read-lag: the answering process ended by itself (SIGKILL): from then on read lag is not"),
  ]);
});
