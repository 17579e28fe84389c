/** The reports that are looked at in Chromium: one of each kind of scenario, with the sections that it has, in order. */
import { fakeFleetResult } from "../src/result/testing/fake-fleet-result.ts";
import { fakeHoldResult } from "../src/result/testing/fake-hold-result.ts";
import { fakeLossyResult, fakeSlowResult } from "../src/result/testing/fake-link-result.ts";
import { fakeResult, fakeTrial } from "../src/result/testing/fake-result.ts";
import {
  fakeChurnResult,
  fakeCommandsResult,
  fakeHandshakeResult,
  fakeRetainedResult,
  fakeWillResult,
} from "../src/result/testing/fake-stepwise-results.ts";
import { keptResult, keptResultOfLongName } from "../src/result/testing/kept-result.ts";
import type { RunResult } from "../src/result/schema.ts";

const sweepSections = [
  "cost",
  "handshake",
  "spectrum",
  "bytes",
  "accounts",
  "fleet",
  "heat",
  "rates",
  "memory",
  "health",
  "environment",
];
const lastSections = ["health", "environment"];
const ownToBytes = ["own-traffic", "cost", "fleet", "handshake", "spectrum", "bytes"];
const withTrialsBefore = (before: string): readonly string[] =>
  sweepSections.flatMap((id) => (id === before ? ["trials", id] : [id]));

export const reports: readonly (readonly [string, readonly RunResult[], readonly string[]])[] = [
  ["a QoS sweep", [withTrials(5)], withTrialsBefore("health")],
  ["a hold experiment", [fakeHoldResult()], ["hold", "memory", "health", "environment"]],
  ["connections cut at each step", [fakeHandshakeResult()], ["guarantees", "health", "environment"]],
  ["wills", [fakeWillResult()], ["health", "environment"]],
  ["retained messages", [fakeRetainedResult()], ["retained", "health", "environment"]],
  [
    "a slow link",
    [fakeSlowResult()],
    [
      "cost",
      "link",
      "handshake",
      "spectrum",
      "bytes",
      "accounts",
      "fleet",
      "heat",
      "rates",
      "memory",
      "health",
      "environment",
    ],
  ],
  [
    "a fleet with prices",
    [fakeFleetResult()],
    [
      "money",
      "fleet",
      "cost",
      "accounts",
      ...sweepSections.filter((id) => !["fleet", "cost", "accounts"].includes(id)),
    ],
  ],
  ["commands", [fakeCommandsResult()], ["commands", "health", "environment"]],
  ["devices that come and go", [fakeChurnResult()], ["churn", "health", "environment"]],
  [
    "a cost, and what cuts do on that broker",
    [withTrials(2), fakeHandshakeResult(), fakeLossyResult()],
    [
      "cost",
      "link",
      "handshake",
      "spectrum",
      "bytes",
      "guarantees",
      "outages",
      "rates",
      "accounts",
      "memory",
      "fleet",
      "heat",
      "trials",
      "health",
      "environment",
    ],
  ],
  [
    "a shared subscription of which a member leaves",
    [keptResult("shared-subscription")],
    [
      "shares",
      "accounts",
      "cost",
      "agreed",
      "own-traffic",
      "fleet",
      "handshake",
      "spectrum",
      "bytes",
      "heat",
      "rates",
      "memory",
      "health",
      "environment",
    ],
  ],
  [
    "several messages of each device",
    [keptResult("several-messages")],
    [
      "groups",
      "accounts",
      "bytes",
      "own-traffic",
      "cost",
      "fleet",
      "spectrum",
      "heat",
      "rates",
      "memory",
      ...lastSections,
    ],
  ],
  [
    "a rate that changes by the hour",
    [keptResult("day")],
    ["rates", "heat", "accounts", "groups", ...ownToBytes, "memory", ...lastSections],
  ],
  [
    "transports beside each other",
    [keptResult("transports")],
    [
      "cost",
      "secured",
      "accounts",
      "own-traffic",
      "fleet",
      "handshake",
      "spectrum",
      "bytes",
      "heat",
      "rates",
      "memory",
      ...lastSections,
    ],
  ],
  [
    "memory over time, of a name without room at a line's end",
    [keptResultOfLongName()],
    ["memory", "accounts", "rates", "heat", ...ownToBytes, ...lastSections],
  ],
  ["memory over time", [keptResult("soak")], ["memory", "accounts", "rates", "heat", ...ownToBytes, ...lastSections]],
  [
    "a restart of the broker",
    [keptResult("broker-restart")],
    ["restart", "outages", "accounts", "rates", "memory", ...ownToBytes, "heat", ...lastSections],
  ],
  ["the promises of four brokers", [keptResult("handshake-faults")], ["guarantees", "own-traffic", ...lastSections]],
  ["two results", [withTrials(2), withTrials(2)], withTrialsBefore("health")],
];

export function withTrials(count: number): RunResult {
  const rounds = Array.from({ length: count }, (_, index) => index + 1);
  const cases = fakeResult().cases.map((each) => ({ ...each, trialsPlanned: count }));
  return fakeResult({ cases, trials: rounds.flatMap((trial) => [fakeTrial(0, { trial }), fakeTrial(2, { trial })]) });
}
