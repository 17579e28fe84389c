/** `mqbench agent`: waits for runs, and sends their load from this machine. */
import { isIP } from "node:net";
import { serveAgent } from "../../agents/serve-agent.ts";
import { parseRedisAddress } from "../../agents/redis.ts";
import { isLoopbackAddress } from "../../broker/facts/host.ts";
import { readMachine } from "../../result/machine.ts";
import { MqbenchError } from "../../errors.ts";
import type { ExitName } from "../../errors.ts";
import { tokenOf } from "../agent-options.ts";
import type { TokenOptions } from "../agent-options.ts";
import { listenForStop } from "../signals.ts";
import { printNote } from "../output.ts";

export interface AgentCommandOptions extends TokenOptions {
  readonly redis?: string;
  readonly name?: string;
  readonly runs?: string;
  readonly from?: string;
  readonly allowRemote?: boolean;
}

export async function agentCommand(options: AgentCommandOptions): Promise<ExitName> {
  if (options.redis === undefined)
    throw new MqbenchError("usage", "--redis is missing: the Redis that the run uses, too", {
      hint: "such as --redis redis://127.0.0.1:6379",
    });
  const asked = {
    address: parseRedisAddress(options.redis),
    token: tokenOf(options),
    name: options.name === undefined ? null : nameOf(options.name),
    isRemoteAllowed: options.allowRemote === true,
    from: options.from === undefined ? [] : addressesOf(options.from),
    runs: options.runs === undefined ? null : runsOf(options.runs),
  };
  const signals = listenForStop(() => printNote("leaving: what this agent hosts is ended"));
  const serving = serveAgent({ ...asked, stopped: signals.interrupted, note: printNote });
  await Promise.race([serving, signals.leave]);
  return signals.stoppedBy() ?? "passed";
}

/** Reports and errors call it so. */
function nameOf(text: string): string {
  if (text.trim() !== "") return text;
  throw new MqbenchError("usage", `--name: expected what reports call this agent, got ${JSON.stringify(text)}`, {
    hint: "leave it out for host and process id",
  });
}

function addressesOf(text: string): readonly string[] {
  const own = readMachine().addresses;
  return text.split(",").map((address) => {
    if (isIP(address) === 0)
      throw new MqbenchError("usage", `--from: expected addresses joined by commas, got ${JSON.stringify(text)}`);
    if (!isLoopbackAddress(address) && !own.includes(address))
      throw new MqbenchError("usage", `--from: ${address} is no address of this machine`, {
        hint: `it has ${own.join(", ")}`,
      });
    return address;
  });
}

function runsOf(text: string): number {
  if (/^[1-9]\d*$/u.test(text)) return Number(text);
  throw new MqbenchError("usage", `--runs: expected a whole number from 1 on, got ${JSON.stringify(text)}`);
}
