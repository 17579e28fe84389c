/** Options that several commands take. */
import type { Command } from "commander";
import { brokerNames } from "../broker/facts/names.ts";
import { protocolNames } from "../mqtt/transport/protocols.ts";

export const redisWords =
  "Redis that run and agents use: redis:// of this machine, rediss:// of another, or a socket's path";
export const tokenFileWords =
  "file of the token that run and agents share, 12 characters or more (default: MQBENCH_TOKEN)";
export const tokenWords = "the token itself; others of the machine may see it until mqbench has started";

/** What every command that makes trials takes. */
export function withAgentOptions(command: Command): Command {
  return command
    .option("--agents <n>", "spread the clients over so many agents: `mqbench agent` on each machine")
    .option("--redis <url>", redisWords)
    .option("--agents-within <time>", "how long to wait for all of them (default: 30s)")
    .option("--token-file <file>", tokenFileWords)
    .option("--token <text>", tokenWords);
}

/** Collects an option that may be repeated. */
function addOne(value: string, list: readonly string[] = []): readonly string[] {
  return [...list, value];
}

/** `isPaired`: it runs two sides pair by pair, and `--quick` leaves their number as it is. */
export function withScenarioOptions(command: Command, isPaired = false): Command {
  const quickTrials = isPaired ? "as many pairs" : "one trial a case";
  return command
    .option(
      "--broker <broker>",
      `broker to use instead of the scenario's: ${brokerNames.join(", ")}, or a URL: ${protocolNames.join(", ")}; more URLs spread the sensors`,
      addOne,
    )
    .option(
      "--broker-pid <pid>",
      "process to measure of a broker given by URL: its CPU and memory; one for each",
      addOne,
    )
    .option(
      "--metrics <url>",
      "metrics of a broker given by URL, over HTTP: Prometheus text or JSON; one for each",
      addOne,
    )
    .option(
      "--ca <file>",
      "PEM file of the authority that signed the broker's certificate (default: Node's authorities)",
    )
    .option("--cert <file>", "PEM file of the clients' certificate, with --key")
    .option("--key <file>", "PEM file of the clients' key")
    .option("--server-name <name>", "name that the broker's certificate must be for (default: the host)")
    .option("--insecure", "do not verify the broker's certificate")
    .option("--set <key=value>", "write over a key of the scenario; may be repeated", addOne, [])
    .option("--trials <n>", "trials of each case")
    .option("--seed <n>", "seed of random arrivals, payloads and the order of trials")
    .option("--workers <n>", "how many threads or processes send (default: one for every core but one)")
    .option("--quick", `${quickTrials}, the times of its course scaled so that measure is at most 5 s: a first look`);
}
