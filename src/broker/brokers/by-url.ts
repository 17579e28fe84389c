/** Brokers that somebody else runs, given by their URLs. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { connect } from "node:net";
import { MqbenchError, messageOf } from "../../errors.ts";
import { formatCounted } from "../../format.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { secureContextOf } from "../../mqtt/transport/tls-transport.ts";
import { hideSecrets } from "../../secrets.ts";
import type { UrlSpec } from "../facts/broker-spec.ts";
import { brokerUrlProblem, endpointOf, isEncrypted } from "../facts/broker-url.ts";
import { schemesInWords } from "../../mqtt/transport/protocols.ts";
import { chosenTls, urlOf } from "../certificates/client-listener.ts";
import type { GaugeProbe } from "../gauges/gauge-probe.ts";
import type { KnownAddresses } from "../look-up.ts";
import { openMetricsProbe } from "../gauges/metrics-probe.ts";
import { ProcessProbe, startTime } from "../../machine/process-probe.ts";
import type { BrokerSample, RunningBroker } from "../running-broker.ts";
import { startSeveral } from "../several.ts";
import { findSysProbe, sysReaders } from "../gauges/sys-probe.ts";

/** How long an address may take to accept a connection, where a name has several. */
const patienceMs = 2000;

export async function startByUrl(spec: UrlSpec, known: KnownAddresses): Promise<RunningBroker> {
  const { urls, pids, metricsUrls } = spec;
  for (const [what, { length }] of Object.entries({ pids, "metrics addresses": metricsUrls })) {
    if (length > 0 && length !== urls.length)
      throw new MqbenchError(
        "usage",
        `${length} ${what} are given for ${formatCounted(urls.length, "broker")}: give one for each, in their order`,
      );
  }
  return await startSeveral(urls.length, async (index) => await openOne(spec, index, known));
}

async function openOne(spec: UrlSpec, index: number, known: KnownAddresses): Promise<RunningBroker> {
  const url = spec.urls[index] ?? "";
  const problem = brokerUrlProblem(url);
  if (problem !== undefined) throw new MqbenchError("usage", problem);
  const named: Endpoint = { ...endpointOf(url), headers: spec.headers, sigv4: spec.sigv4, tls: tlsSettings(url, spec) };
  const endpoint = await atAddress(named, known.get(named.host) ?? []);
  const pid = spec.pids[index];
  if (pid !== undefined && startTime(pid) === null)
    throw new MqbenchError("usage", `broker process ${pid}: there is none on this machine`, {
      hint: "--broker-pid $(pidof mosquitto), or leave it out",
    });
  const probe = new ProcessProbe(pid === undefined ? [] : [pid]);
  const gauges = await openGauges(spec.metricsUrls[index], endpoint, known);
  const sample = async (isCollected: boolean): Promise<BrokerSample> => {
    // First, at the moment that was asked for: reading the gauges takes time, and the broker's own work.
    const sampled = probe.sample();
    const { gauges: read, problems } = await gauges.read(isCollected);
    const gone =
      pid !== undefined && sampled === null
        ? [`broker process ${pid} has ended: its CPU and memory are not known`]
        : [];
    return { process: sampled, gauges: read, problems: [...gone, ...problems] };
  };
  return {
    facts: {
      kind: "url",
      name: "broker",
      version: null,
      url: hideSecrets(urlOf(named)),
      instances: 1,
      configuration: {},
    },
    endpoints: [endpoint],
    sample: async () => await sample(false),
    collect: async () => await sample(true),
    exited: new Promise(() => undefined),
    restart: null,
    ownConnections: () => sysReaders([gauges]),
    stop: async () => await gauges.close(),
  };
}

async function openGauges(
  metricsUrl: string | undefined,
  endpoint: Endpoint,
  known: KnownAddresses,
): Promise<GaugeProbe> {
  return metricsUrl === undefined ? await findSysProbe(endpoint) : await openMetricsProbe(metricsUrl, known);
}

/** The endpoint at the address of its name that answers; its certificate stays the name's. */
async function atAddress(endpoint: Endpoint, addresses: readonly string[]): Promise<Endpoint> {
  const { host, port, tls } = endpoint;
  const [first] = addresses;
  if (first === undefined) return endpoint;
  const answering = await firstListening(addresses, port);
  return { ...endpoint, host: answering ?? first, tls: tls && { ...tls, serverName: tls.serverName ?? host } };
}

async function firstListening(addresses: readonly string[], port: number): Promise<string | undefined> {
  if (addresses.length === 1) return addresses[0];
  for (const host of addresses) {
    const socket = connect({ host, port, timeout: patienceMs });
    const isListening = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("timeout", () => resolve(false));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (isListening) return host;
  }
  return undefined;
}

/** Reads the certificates, before the first socket. */
function tlsSettings(
  url: string,
  { ca, cert, key, serverName, alpn, isVerified, tls: chosen }: UrlSpec,
): Endpoint["tls"] {
  if (!isEncrypted(url)) {
    const given = Object.entries({ ca, cert, key, "server name": serverName, alpn: alpn[0] ?? null }).find(
      ([, value]) => value !== null,
    );
    if (given === undefined) return null;
    throw new MqbenchError("usage", `${given[0]} is given, but the broker's URL is not encrypted`, {
      hint: `${schemesInWords(({ isSecure }) => isSecure, "and")} are`,
    });
  }
  if ((cert === null) !== (key === null))
    throw new MqbenchError("usage", `the clients' certificate needs its key: give both cert and key`);
  const tls = {
    ca: readPem("ca", ca),
    cert: readPem("cert", cert),
    key: readPem("key", key),
    serverName: serverName ?? undefined,
    ...(alpn.length > 0 && { alpn }),
    isVerified,
    ...chosenTls(chosen),
  };
  try {
    secureContextOf({ tls });
  } catch (cause) {
    const files = [ca, cert, key].filter((file) => file !== null).join(", ");
    throw new MqbenchError("usage", `${files}: cannot be used for TLS: ${messageOf(cause)}`, { cause });
  }
  return tls;
}

function readPem(what: string, file: string | null): string | undefined {
  if (file === null) return undefined;
  // A pipe is empty after the first trial, and one that nobody writes to would keep the run from its end.
  if (existsSync(file) && !statSync(file).isFile()) throw new MqbenchError("usage", `${what}: ${file} is not a file`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new MqbenchError("usage", `${what}: ${messageOf(cause)}`, { cause });
  }
  if (!text.includes("-----BEGIN ")) throw new MqbenchError("usage", `${what}: ${file} is not a PEM file`);
  return text;
}
