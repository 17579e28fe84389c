/** A scenario, and what a caller writes over it. */
import { MqbenchError } from "../errors.ts";
import { toPath } from "../scenario/document/path.ts";
import { readScenario } from "../scenario/read.ts";
import type { Overrides, ReadScenario } from "../scenario/read.ts";
import { gotWords } from "./got-words.ts";

/** What is written over the file: `set` first, then the others. */
export interface ScenarioOptions {
  /** A name that `mqbench brokers` lists, a URL, or several URLs, over which the sensors are spread. */
  readonly broker?: string | readonly string[];
  /** Values by dotted key, as in the file: `{ "sensors.count": 500, "phases.measure": "60s" }`. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Trials of each case, from 1. */
  readonly trials?: number;
  /** Seed of random arrivals, payloads and the order of trials. */
  readonly seed?: number;
  /** How many threads or processes send, from 1; left out: one for every core but one. */
  readonly workers?: number;
}

/** Throws a `MqbenchError` with every mistake of the scenario. */
export function readWithOptions(scenario: string, options: ScenarioOptions): ReadScenario {
  if (!isText(scenario))
    throw new MqbenchError("usage", `expected the path of a scenario, or a name of one, got ${gotWords(scenario)}`, {
      hint: "`mqbench scenarios` lists the names",
    });
  const { broker, set = {}, trials, seed, workers } = options;
  const flags: Overrides["flags"] = [
    ...Object.entries(set).map(([key, value]) => ({ path: toPath(key), value, option: `set ${key}` })),
    ...Object.entries({ broker, trials, seed, workers }).flatMap(([key, value]) =>
      value === undefined ? [] : [{ path: [key], value, option: key }],
    ),
  ];
  return readScenario(scenario, { set: [], flags });
}

/** A caller without types may give anything. */
function isText(given: unknown): given is string {
  return typeof given === "string";
}
