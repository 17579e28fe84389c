/** The options by which a run finds its agents, shared by every command that makes trials. */
import { readGivenText } from "../given-file.ts";
import { hideValue } from "../environment-values.ts";
import { localHosts } from "../engine/trial/local-hosts.ts";
import type { ShardHosts } from "../engine/trial/shard-hosts.ts";
import { MqbenchError, messageOf } from "../errors.ts";
import type { Machine } from "../scenario/planning/placement.ts";
import { parseDurationNs, unitForms } from "../units.ts";

/** Where the token stands. */
export interface TokenOptions {
  readonly token?: string;
  readonly tokenFile?: string;
}

export interface AgentsOptions extends TokenOptions {
  readonly agents?: string;
  readonly redis?: string;
  readonly agentsWithin?: string;
}

/** Shorter ones are guessed. */
const shortestToken = 12;
const longestTokenFile = 4096;
const mostAgents = 1000;
const longestWaitNs = 24 * 3600e9;
const defaultAgentsWithin = "30s";
const tokenHint =
  "openssl rand -hex 16 makes one; give it to the run and to its agents, as MQBENCH_TOKEN or in a file (--token-file)";

/** Whether the clients live with agents. Throws where options lack each other. */
export function hasAgents(options: AgentsOptions): boolean {
  const { agents, redis, token, tokenFile, agentsWithin } = options;
  if (agents !== undefined) return true;
  const ofAgents = { redis, token, "token-file": tokenFile, "agents-within": agentsWithin };
  const [alone] = Object.entries(ofAgents).find(([, value]) => value !== undefined) ?? [];
  if (alone !== undefined)
    throw new MqbenchError("usage", `--${alone} says how to find agents, and --agents is missing`, {
      hint: "--agents N: how many of them",
    });
  return false;
}

/** null: the user asked to stop before they were there. */
export async function beginHosts(
  options: AgentsOptions,
  machine: Machine,
  { interrupted, note }: { readonly interrupted: Promise<void>; readonly note: (text: string) => void },
): Promise<ShardHosts | null> {
  if (!hasAgents(options) || options.agents === undefined) return localHosts(machine);
  const count = /^[1-9]\d*$/u.test(options.agents) ? Number(options.agents) : 0;
  if (count < 1 || count > mostAgents)
    throw new MqbenchError(
      "usage",
      `--agents: expected a whole number from 1 to ${mostAgents}, got ${JSON.stringify(options.agents)}`,
    );
  if (options.redis === undefined)
    throw new MqbenchError("usage", "--agents needs --redis: where the agents wait", {
      hint: "such as --redis redis://127.0.0.1:6379",
    });
  const withinMs = waitOf(options.agentsWithin ?? defaultAgentsWithin);
  const token = tokenOf(options);
  const [{ gatherAgents }, { parseRedisAddress }] = await Promise.all([
    import("../agents/gather-agents.ts"),
    import("../agents/redis.ts"),
  ]);
  const address = parseRedisAddress(options.redis);
  return await gatherAgents({ address, token, count, withinMs, interrupted, note });
}

function waitOf(text: string): number {
  const ns = parseDurationNs(text);
  if (ns !== undefined && ns > 0 && ns <= longestWaitNs) return ns / 1e6;
  const problem = `--agents-within: expected ${unitForms.duration}, up to 24h, got ${JSON.stringify(text)}`;
  throw new MqbenchError("usage", problem);
}

/** What a run does, and then the end of what served it, however it went. */
export async function endAfter<T>(work: Promise<T>, hosts: Pick<ShardHosts, "end"> | null): Promise<T> {
  try {
    return await work;
  } finally {
    await hosts?.end();
  }
}

/** From the option, the file, or the environment. */
export function tokenOf({ token: given, tokenFile }: TokenOptions): string {
  if (given !== undefined && tokenFile !== undefined)
    throw new MqbenchError("usage", "--token and --token-file are both given: one of them", { hint: tokenHint });
  const [from, token] =
    tokenFile === undefined
      ? ["--token", given ?? process.env["MQBENCH_TOKEN"]]
      : [`--token-file: ${tokenFile}`, readToken(tokenFile)];
  if (token === undefined)
    throw new MqbenchError("usage", "a token is missing: what a run and its agents share", { hint: tokenHint });
  hideValue(token, "…");
  if (token.length < shortestToken)
    throw new MqbenchError("usage", `${from}: expected ${shortestToken} characters or more`, { hint: tokenHint });
  return token;
}

/** Without the end of its line. */
function readToken(path: string): string {
  try {
    return readGivenText(path, longestTokenFile).trim();
  } catch (error) {
    throw new MqbenchError("usage", `--token-file: ${messageOf(error)}`, { hint: tokenHint, cause: error });
  }
}
