/** Where names lead: looked up once, before the first socket, so that what was judged is what is connected to. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { MqbenchError } from "../errors.ts";
import type { BrokerSpec } from "./facts/broker-spec.ts";
import { hostOf } from "./facts/url-parts.ts";
import { isLoopbackAddress } from "./facts/host.ts";
import { metricsHostOf } from "./gauges/http-text.ts";

/** Addresses of the names that are connected to; what is not in it is looked up when it is connected to. */
export type KnownAddresses = ReadonlyMap<string, readonly string[]>;

/** Addresses of a name; rejects where it has none. */
export type LookUp = (name: string) => Promise<readonly string[]>;

const patienceMs = 5000;

/** Throws where one of them is not this machine, or leads elsewhere by one of its addresses. */
export async function requireLoopback(
  brokers: readonly BrokerSpec[],
  lookUp: LookUp = addressesOf,
): Promise<KnownAddresses> {
  return await requireLoopbackHosts(hostsOf(brokers), ofLoad, lookUp);
}

/** What goes to a host, as it is said where it may not. */
interface Goods {
  /** Before the host. */
  readonly from: string;
  /** After it. */
  readonly where: string;
  readonly hint: string;
}

const ofLoad: Goods = {
  from: "",
  where: ": load goes to loopback only",
  hint: "--allow-remote sends it anyway: only to brokers that you may load",
};

/** As `requireLoopback`, of hosts to which something else goes. */
export async function requireLoopbackHosts(
  hosts: Iterable<string>,
  goods: Goods,
  lookUp: LookUp = addressesOf,
): Promise<KnownAddresses> {
  const known = new Map<string, readonly string[]>();
  for (const host of hosts) {
    const addresses =
      isIP(host) === 0 ? await lookUp(host).catch((error: unknown) => refuse(goods, host, whyUnknown(error))) : [host];
    const remote = addresses.find((address) => !isLoopbackAddress(address));
    if (remote !== undefined) refuse(goods, host, remote === host ? null : remote);
    if (isIP(host) === 0) known.set(host, addresses);
  }
  return known;
}

function hostsOf(brokers: readonly BrokerSpec[]): ReadonlySet<string> {
  return new Set(
    brokers.flatMap((broker) =>
      broker.kind === "url" ? [...broker.urls.map(hostOf), ...broker.metricsUrls.map(metricsHostOf)] : [],
    ),
  );
}

function refuse({ from, where, hint }: Goods, host: string, detail: string | null): never {
  const what = detail === null ? host : `${host} (${detail})`;
  throw new MqbenchError("usage", `${from}${what} is not this machine${where}`, { hint });
}

async function addressesOf(name: string): Promise<readonly string[]> {
  const late = new AbortController();
  const found = await Promise.race([
    lookup(name, { all: true }),
    sleep(patienceMs, null, { signal: late.signal }),
  ]).finally(() => late.abort());
  if (found === null) throw new Error(`no answer within ${patienceMs / 1000} s`);
  return found.map(({ address }) => address);
}

function whyUnknown(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOTFOUND") return "host name not found";
  return error instanceof Error ? error.message : code;
}
