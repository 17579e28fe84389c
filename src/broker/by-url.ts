/** A broker that somebody else runs, given by its URL. */
import { MqbenchError } from "../errors.ts";
import type { RunningBroker } from "./running-broker.ts";

const defaultPort = 1883;

/** User name and password come from the URL, else from MQBENCH_USERNAME and MQBENCH_PASSWORD. */
export function brokerByUrl(text: string, pid: number | null): RunningBroker {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.protocol !== "mqtt:" || url.hostname === "") {
    throw new MqbenchError("usage", "the broker must be embedded or a URL such as mqtt://127.0.0.1:1883");
  }
  const host = url.hostname.replaceAll(/^\[|\]$/gu, "");
  const port = url.port === "" ? defaultPort : Number(url.port);
  const username = url.username === "" ? process.env["MQBENCH_USERNAME"] : decodeURIComponent(url.username);
  const password = url.password === "" ? process.env["MQBENCH_PASSWORD"] : decodeURIComponent(url.password);
  return {
    facts: { kind: "url", name: "broker", version: null, url: `mqtt://${url.hostname}:${port}`, configuration: {} },
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

/** Whether a host is this machine: load goes nowhere else unless it is allowed to. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/u.test(host);
}
