/** The options by which a run finds its agents, shared by every command that makes trials. */
import { hideValue } from "../environment-values.ts";
import { localHosts } from "../engine/trial/local-hosts.ts";
import type { ShardHosts } from "../engine/trial/shard-hosts.ts";
import { MqbenchError } from "../errors.ts";
import type { Machine } from "../scenario/planning/placement.ts";

export interface AgentsOptions {
  readonly agents?: string;
  readonly redis?: string;
  readonly token?: string;
}

/** Shorter ones are guessed. */
const shortestToken = 12;
const mostAgents = 1000;
const tokenHint = "openssl rand -hex 16 makes one; give it to the run and to its agents, best as MQBENCH_TOKEN";

/** Whether the clients live with agents. Throws where options lack each other. */
export function hasAgents({ agents, redis, token }: AgentsOptions): boolean {
  if (agents !== undefined) return true;
  const [alone] = Object.entries({ redis, token }).find(([, value]) => value !== undefined) ?? [];
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
  const token = tokenOf(options.token);
  const [{ gatherAgents }, { parseRedisAddress }] = await Promise.all([
    import("../agents/gather-agents.ts"),
    import("../agents/redis.ts"),
  ]);
  return await gatherAgents({ address: parseRedisAddress(options.redis), token, count, interrupted, note });
}

/** What a run does, and then the end of its hosts, however it went. */
export async function endAfter<T>(work: Promise<T>, hosts: ShardHosts | null): Promise<T> {
  try {
    return await work;
  } finally {
    await hosts?.end();
  }
}

/** From the option, or the environment. */
export function tokenOf(option: string | undefined): string {
  const token = option ?? process.env["MQBENCH_TOKEN"];
  if (token === undefined)
    throw new MqbenchError("usage", "--token is missing: what a run and its agents share", { hint: tokenHint });
  hideValue(token, "…");
  if (token.length < shortestToken)
    throw new MqbenchError("usage", `--token: expected ${shortestToken} characters or more`, { hint: tokenHint });
  return token;
}
