/** What cases are called where they stand beside each other: the end of each key that is swept, and what the keys have before it said once. Pure. */
import type { ResultCase, RunResult } from "../result/schema.ts";
import { escapeTerminal } from "./escape.ts";

type Cases = RunResult["cases"];

/** `factor=2,jitter=100%` for `session.reconnect.factor=2,session.reconnect.jitter=100%`. */
export function shortName(cases: Cases, id: string): string {
  const found = cases.find((each) => each.id === id);
  return found === undefined ? id : shortNameOf(cases, found);
}

function shortNameOf(cases: Cases, { id, axes }: ResultCase): string {
  const keys = Object.keys(axes);
  const named = keys.map((key) => namedValue(lastOf(key), String(axes[key]))).join(",");
  const full = keys.map((key) => `${key}=${String(axes[key])}`).join(",");
  return full === id && isTold(cases) ? named : id;
}

/** `factor=2`; a broker's name says by itself what it is. */
function namedValue(key: string, value: string): string {
  return key === "broker" ? value : `${key}=${value}`;
}

/** `factor, jitter: session.reconnect.factor, session.reconnect.jitter`; undefined where no key was shortened. */
export function keysInFull({ cases }: RunResult): string | undefined {
  const keys = Object.keys(cases[0]?.axes ?? {});
  const short = keys.filter((key) => lastOf(key) !== key);
  if (short.length === 0 || !isTold(cases)) return undefined;
  return escapeTerminal(short.map((key) => `${lastOf(key)} is ${key}`).join(", "));
}

/** Whether the ends of the keys tell them apart. */
function isTold(cases: Cases): boolean {
  const keys = Object.keys(cases[0]?.axes ?? {});
  return new Set(keys.map(lastOf)).size === keys.length;
}

function lastOf(key: string): string {
  return key.split(".").at(-1) ?? key;
}
