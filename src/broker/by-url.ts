/** A broker that somebody else runs, given by its URL. */
import { MqbenchError } from "../errors.ts";
import type { UrlSpec } from "./broker-spec.ts";
import { brokerNames } from "./names.ts";
import { ProcessProbe } from "./process-probe.ts";
import type { BrokerSample, RunningBroker } from "./running-broker.ts";

const defaultPort = 1883;

/** What is wrong with a broker's URL, in words. */
export function brokerUrlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const form = `${brokerNames.join(", ")}, or a URL such as mqtt://127.0.0.1:1883`;
  if (url === undefined) return `broker: expected ${form}, got ${JSON.stringify(withoutPassword(text))}`;
  if (url.protocol !== "mqtt:")
    return `broker: expected ${form}: only mqtt:// (plain TCP) is supported, got ${url.protocol}//`;
  if (url.hostname === "") return `broker: expected ${form}, got a URL without a host`;
  if (![url.username, url.password].every(isDecodable))
    return "broker: user and password must be percent-encoded: write % as %25";
  return undefined;
}

/** User name and password come from the URL, else from MQBENCH_USERNAME and MQBENCH_PASSWORD. */
export function brokerByUrl({ url: text, pid }: UrlSpec): RunningBroker {
  const problem = brokerUrlProblem(text);
  if (problem !== undefined) throw new MqbenchError("usage", problem);
  const url = new URL(text);
  const port = url.port === "" ? defaultPort : Number(url.port);
  const probe = new ProcessProbe(pid === null ? [] : [pid]);
  const sample = async (): Promise<BrokerSample> => ({ process: probe.sample(), gauges: {}, problems: [] });
  return {
    facts: {
      kind: "url",
      name: "broker",
      version: null,
      url: `mqtt://${url.hostname}:${port}`,
      instances: 1,
      configuration: {},
    },
    endpoints: [
      {
        protocol: "mqtt",
        host: hostOf(text),
        port,
        path: "",
        username: url.username === "" ? process.env["MQBENCH_USERNAME"] : decodeURIComponent(url.username),
        password: url.password === "" ? process.env["MQBENCH_PASSWORD"] : decodeURIComponent(url.password),
        tls: null,
      },
    ],
    sample,
    collect: sample,
    exited: new Promise(() => undefined),
    stop: async () => undefined,
  };
}

/** The host of a broker's URL, an IPv6 address without its brackets. */
export function hostOf(url: string): string {
  return new URL(url).hostname.replaceAll(/^\[|\]$/gu, "");
}

/** Text without the user and password of the URLs in it. */
export function withoutPassword(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^/@\s]*@/giu, "$1");
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text).length >= 0;
  } catch {
    return false;
  }
}

/** Whether a host is this machine: load goes nowhere else unless it is allowed to. */
export function isLoopback(host: string): boolean {
  return host.toLowerCase() === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/u.test(host);
}
