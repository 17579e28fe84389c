/** Which broker a scenario asks for: a name, a URL, or either with more said of it. */
import { resolve as resolvePath } from "node:path";
import type { BrokerSpec } from "../broker/broker-spec.ts";
import { brokerUrlProblem } from "../broker/broker-url.ts";
import { isBrokerName } from "../broker/names.ts";
import type { Path } from "./document.ts";
import type { ScenarioFile } from "./schema.ts";

/** `folder` is where files are looked for from. */
export function resolveBroker(
  broker: ScenarioFile["broker"],
  folder: string,
  report: (path: Path, text: string) => void,
): BrokerSpec {
  if (typeof broker !== "string" && "name" in broker) {
    const { broker: brokerCores, shards } = broker.cpus;
    const cpus = { broker: brokerCores ?? null, shards: shards ?? null };
    return {
      kind: "managed",
      name: broker.name,
      instances: broker.instances,
      config: broker.config,
      resendsSoon: false,
      cpus,
    };
  }
  if (typeof broker === "string" && isBrokerName(broker)) {
    const cpus = { broker: null, shards: null };
    return { kind: "managed", name: broker, instances: 1, config: "tuned", resendsSoon: false, cpus };
  }
  const given = typeof broker === "string" ? { url: broker, verify: true } : broker;
  const problem = brokerUrlProblem(given.url);
  if (problem !== undefined) report(typeof broker === "string" ? ["broker"] : ["broker", "url"], problem);
  const pathOf = (file: string | undefined): string | null => (file === undefined ? null : resolvePath(folder, file));
  return {
    kind: "url",
    url: given.url,
    ca: pathOf(given.ca),
    cert: pathOf(given.cert),
    key: pathOf(given.key),
    serverName: given.serverName ?? null,
    isVerified: given.verify,
    metricsUrl: given.metrics ?? null,
    pid: given.pid ?? null,
  };
}
