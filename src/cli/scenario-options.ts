/** The options that write over a scenario, shared by every command that reads one. */
import { resolve } from "node:path";
import type { UrlSpec } from "../broker/facts/broker-spec.ts";
import { MqbenchError } from "../errors.ts";
import { readScenario } from "../scenario/read.ts";
import { quicken } from "../scenario/quick.ts";
import type { TrialsBy } from "../scenario/quick.ts";
import type { Note } from "../result/schema.ts";
import type { Overrides, ReadScenario } from "../scenario/read.ts";

export interface ScenarioOptions {
  readonly broker?: readonly string[];
  readonly brokerPid?: readonly string[];
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly insecure?: boolean;
  readonly metrics?: readonly string[];
  readonly set: readonly string[];
  readonly trials?: string;
  readonly seed?: string;
  readonly workers?: string;
  readonly quick?: boolean;
}

/** What one side of a comparison has beside what both have: a broker by name or URL, and assignments. */
export interface SideOptions {
  readonly name: "a" | "b";
  readonly broker: string | undefined;
  readonly set: readonly string[];
  /** How many trials a case has where the user does not say. */
  readonly usualTrials: string;
}

/** A scenario, and what the reader must know of how its options changed it. */
export type ReadWithOptions = ReadScenario & { readonly notes: readonly Note[] };

export function readWithOptions(file: string, options: ScenarioOptions, side?: SideOptions): ReadWithOptions {
  if (side !== undefined && setsTrials(side))
    throw new MqbenchError("usage", `--${side.name}-set trials: both sides have as many trials`, {
      hint: "say how many of both: --trials",
    });
  const flags: Overrides["flags"][number][] = [];
  if (options.broker !== undefined) {
    const [only, ...others] = options.broker;
    flags.push({ path: ["broker"], value: others.length === 0 ? only : options.broker, option: "--broker" });
  }
  if (side?.broker !== undefined) flags.push({ path: ["broker"], value: side.broker, option: `--${side.name}` });
  for (const name of ["trials", "seed", "workers"] as const) {
    const text = options[name] ?? (name === "trials" && !setsTrials(options) ? side?.usualTrials : undefined);
    if (text !== undefined)
      flags.push({
        path: [name],
        value: wholeNumber(`--${name}`, text),
        option: `--${name} ${text}`,
      });
  }
  const set = [
    ...options.set.map((text) => ({ text, option: "--set" })),
    ...(side?.set ?? []).map((text) => ({ text, option: `--${side?.name}-set` })),
  ];
  const read = (quick: Overrides["flags"]): ReadScenario =>
    readScenario(file, { set, flags: [...quick, ...flags], urlBroker: urlBrokerOf(options) });
  const whole = read([]);
  if (options.quick !== true) return { ...whole, notes: [] };
  const quick = quicken(whole, trialsBy(options, side));
  return { ...sound(() => read(quick.flags)), notes: quick.notes.map((text) => ({ code: "quick", text })) };
}

/** Whether an assignment says how many trials a case has. */
function setsTrials({ set }: Pick<ScenarioOptions, "set">): boolean {
  return set.some((text) => /^\s*trials\s*=/u.test(text));
}

function trialsBy(options: ScenarioOptions, side: SideOptions | undefined): TrialsBy {
  if (options.trials !== undefined || setsTrials(options)) return "user";
  return side === undefined ? "scenario" : "pairs";
}

/** The scenario is sound as it stands: what is wrong now comes of the shorter measure. */
function sound(read: () => ReadScenario): ReadScenario {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MqbenchError)) throw error;
    const hint = "leave out --quick, or the threshold: --set thresholds=null";
    throw new MqbenchError(error.code, error.problems, { hint, cause: error });
  }
}

/** What the options say of a broker given by URL; files are looked for from where mqbench runs. */
function urlBrokerOf(options: ScenarioOptions): Partial<UrlSpec> {
  const { brokerPid, ca, cert, key, serverName, insecure, metrics } = options;
  return {
    ...(brokerPid !== undefined && { pids: brokerPid.map((pid) => wholeNumber("--broker-pid", pid)) }),
    ...(ca !== undefined && { ca: resolve(ca) }),
    ...(cert !== undefined && { cert: resolve(cert) }),
    ...(key !== undefined && { key: resolve(key) }),
    ...(serverName !== undefined && { serverName }),
    ...(insecure === true && { isVerified: false }),
    ...(metrics !== undefined && { metricsUrls: metrics }),
  };
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/u.test(text))
    throw new MqbenchError("usage", `${option}: expected a whole number, got ${JSON.stringify(text)}`);
  return Number(text);
}
