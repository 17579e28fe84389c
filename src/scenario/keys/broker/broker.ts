/** Which broker a scenario asks for: a name, a URL, or either with more said of it. */
import { resolve as resolvePath } from "node:path";
import { managedByName } from "../../../broker/facts/broker-spec.ts";
import type { BrokerCommand, BrokerSpec, ManagedSpec } from "../../../broker/facts/broker-spec.ts";
import { hostOf } from "../../../broker/facts/url-parts.ts";
import { isLoopbackAddress } from "../../../broker/facts/host.ts";
import { brokerUrlProblem, protocolOf } from "../../../broker/facts/broker-url.ts";
import { hideSecretsOfAddress } from "../../../secrets.ts";
import { isBrokerName } from "../../../broker/facts/names.ts";
import { resolveAccess } from "./access.ts";
import { tellWithin } from "../../document/mistake.ts";
import type { Report } from "../../document/mistake.ts";
import { resolveSigV4 } from "./sigv4.ts";
import { resolveHeaders } from "./headers.ts";
import type { ScenarioFile } from "../../schema.ts";

/** `folder` is where files are looked for from, `asked` what the rest of the scenario asks of a broker that mqbench starts. */
export function resolveBroker(
  broker: ScenarioFile["broker"],
  folder: string,
  asked: Pick<ManagedSpec, "resendsSoon" | "isRestarted" | "protocol" | "tls">,
  report: Report,
): BrokerSpec {
  if (typeof broker !== "string" && "name" in broker) {
    const { broker: brokerCores, shards } = broker.cpus;
    const cpus = { broker: brokerCores ?? null, shards: shards ?? null };
    return {
      kind: "managed",
      name: broker.name,
      instances: broker.instances,
      config: broker.config,
      access: resolveAccess(broker.access),
      ...asked,
      cpus,
    };
  }
  if (typeof broker === "string" && isBrokerName(broker)) return { ...managedByName(broker), ...asked };
  const [path, given] =
    typeof broker === "string" || Array.isArray(broker)
      ? [["broker"], { url: broker, verify: true, alpn: [] }]
      : "cluster" in broker
        ? [["broker", "cluster"], { ...broker, url: broker.cluster }]
        : [["broker", "url"], broker];
  const urls = listOf(given.url);
  for (const [index, url] of urls.entries()) {
    const problem = urls.indexOf(url) < index ? `${hideSecretsOfAddress(url)} is given twice` : brokerUrlProblem(url);
    if (problem !== undefined) report(isList(given.url) ? [...path, index] : path, problem);
  }
  const pathOf = (file: string | undefined): string | null => (file === undefined ? null : resolvePath(folder, file));
  return {
    kind: "url",
    urls,
    isCluster: typeof broker !== "string" && "cluster" in broker,
    ca: pathOf(given.ca),
    cert: pathOf(given.cert),
    key: pathOf(given.key),
    serverName: given.serverName ?? null,
    alpn: given.alpn,
    headers: resolveHeaders(given.headers, urls, tellWithin(["broker", "headers"], report)),
    ...resolveSigV4(given.sigv4, urls, tellWithin(["broker", "sigv4"], report)),
    isVerified: given.verify,
    ...commandOf(broker, folder, report),
    tls: asked.tls,
    metricsUrls: listOf(given.metrics),
    pids: listOf(given.pid),
  };
}

/** Nothing but a plain connection tells whether a program takes clients, and mqbench starts none elsewhere. */
function commandOf(
  broker: ScenarioFile["broker"],
  folder: string,
  report: Report,
): { readonly command?: BrokerCommand } {
  if (typeof broker === "string" || !("command" in broker)) return {};
  const { command: words, url, ready: readyNs } = broker;
  if (brokerUrlProblem(url) === undefined && (protocolOf(url) !== "mqtt" || !isLoopback(hostOf(url))))
    report(
      ["broker", "url"],
      `a command listens on this machine, by plain TCP: expected a URL such as mqtt://127.0.0.1:1883, got ${hideSecretsOfAddress(url)}`,
    );
  if (broker.pid !== undefined) report(["broker", "pid"], "the process of a command is known: leave out pid");
  return { command: { words, workingFolder: folder, readyNs } };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || isLoopbackAddress(host);
}

function listOf<T>(given: T | readonly T[] | undefined): readonly T[] {
  if (given === undefined) return [];
  return isList(given) ? given : [given];
}

function isList<T>(given: T | readonly T[]): given is readonly T[] {
  return Array.isArray(given);
}
