/** A broker that somebody else runs, given by its URL. */
import { MqbenchError } from "../errors.ts";
import type { RunningBroker } from "./running-broker.ts";

const defaultPort = 1883;

/** What is wrong with a broker's URL, in words. */
export function brokerUrlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const form = "embedded, or a URL such as mqtt://127.0.0.1:1883";
  if (url === undefined) return `broker: expected ${form}, got ${JSON.stringify(withoutPassword(text))}`;
  if (url.protocol !== "mqtt:")
    return `broker: expected ${form}: only mqtt:// (plain TCP) is supported, got ${url.protocol}//`;
  if (url.hostname === "") return `broker: expected ${form}, got a URL without a host`;
  if (![url.username, url.password].every(isDecodable))
    return "broker: user and password must be percent-encoded: write % as %25";
  return undefined;
}

/** User name and password come from the URL, else from MQBENCH_USERNAME and MQBENCH_PASSWORD. */
export function brokerByUrl(text: string, pid: number | null): RunningBroker {
  const problem = brokerUrlProblem(text);
  if (problem !== undefined) throw new MqbenchError("usage", problem);
  const url = new URL(text);
  const host = url.hostname.replaceAll(/^\[|\]$/gu, "");
  const port = url.port === "" ? defaultPort : Number(url.port);
  const username = url.username === "" ? process.env["MQBENCH_USERNAME"] : decodeURIComponent(url.username);
  const password = url.password === "" ? process.env["MQBENCH_PASSWORD"] : decodeURIComponent(url.password);
  return {
    facts: {
      kind: "url",
      name: "broker",
      version: null,
      url: `mqtt://${url.hostname}:${port}`,
      configuration: {},
    },
    host,
    port,
    username,
    password,
    pid,
    sample: async () => null,
    exited: new Promise(() => undefined),
    stop: async () => undefined,
  };
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
