/** Results of real, shortened runs on mosquitto and the embedded broker, for tests: kinds of scenario whose every part a made-up result would not have. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { runResultSchema } from "../schema.ts";
import type { RunResult } from "../schema.ts";

/** Scenarios by name; the soak's series has one row in twelve. */
export const keptNames = [
  "shared-subscription",
  "several-messages",
  "day",
  "transports",
  "soak",
  "broker-restart",
  "handshake-faults",
] as const;

export function keptResult(name: (typeof keptNames)[number]): RunResult {
  const packed = readFileSync(new URL(`kept/${name}.json.gz`, import.meta.url));
  return runResultSchema.parse(JSON.parse(gunzipSync(packed).toString("utf8")));
}

/** Of one case whose name, which the scenario gives it, has no room at the end of a line. */
export function keptResultOfLongName(): RunResult {
  const result = keptResult("soak");
  const name = "soak of the meters of a town for an hour, with the interval of its slope, on two cores";
  return { ...result, scenario: { ...result.scenario, name } };
}
