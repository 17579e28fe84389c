/** The broker restarted while the load runs, as a scenario states it: its keys, their defaults, their rules. */
import { z } from "zod";
import type { Scenario } from "../scenario.ts";
import { durationNs } from "./unit-values.ts";

const manners = ["stop", "kill"] as const;

export const brokerRestartSchema = z
  .strictObject({
    at: durationNs.describe("so long after measure began"),
    down: durationNs.default(1e9).describe("between its end and its start; what it needs to start comes on top"),
    manner: z
      .enum(manners)
      .default("stop")
      .describe("stop: it is told to end, and may write its state; kill: it ends as by a power failure"),
  })
  .describe("a broker that mqbench starts is ended under load, and started again with the same port and folder");

export interface BrokerRestart {
  /** Since measure began. */
  readonly atNs: number;
  readonly downNs: number;
  readonly manner: (typeof manners)[number];
}

export function resolveBrokerRestart(input: z.output<typeof brokerRestartSchema> | undefined): BrokerRestart | null {
  return input === undefined ? null : { atNs: input.at, downNs: input.down, manner: input.manner };
}

/** What the rest of a scenario must be for a restart to be measured. */
export function findRestartMistakes(scenario: Scenario): readonly (readonly [string, string])[] {
  const { brokerRestart, broker, load, session, phases } = scenario;
  if (brokerRestart === null) return [];
  const { atNs, downNs } = brokerRestart;
  const mistakes: (readonly [string, string])[] = [];
  const find = (text: string): void => void mistakes.push(["brokerRestart", text]);
  if (broker.kind === "url") find("needs a broker that mqbench starts, such as `broker: mosquitto`; a URL is not");
  if (load.kind !== "steady" && load.kind !== "idle")
    find(`needs a load that goes on while the broker is away: steady or idle, got ${load.kind}`);
  if (session.reconnect === null)
    find("ends every connection, and nobody comes back: add `session: { reconnect: { delay: 1s } }`");
  if (atNs + downNs >= phases.measureNs)
    find(
      `ends after measure: at and down are ${seconds(atNs + downNs)} together, measure is ${seconds(phases.measureNs)}`,
    );
  return mistakes;
}

function seconds(ns: number): string {
  return `${Number((ns / 1e9).toPrecision(3))} s`;
}
