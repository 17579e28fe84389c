/** A broker's URL: what may stand in it, where it leads, and what of it must not be shown. */
import type { Endpoint } from "../mqtt/endpoint.ts";
import { brokerNames } from "./names.ts";

const defaultPorts: Readonly<Record<Endpoint["protocol"], number>> = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 };

/** What is wrong with a broker's URL, in words. */
export function brokerUrlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const form = `${brokerNames.join(", ")}, or a URL such as mqtt://127.0.0.1:1883`;
  if (url === undefined) return `broker: expected ${form}, got ${JSON.stringify(withoutPassword(text))}`;
  if (protocolOf(url) === undefined)
    return `broker: expected mqtt://, mqtts://, ws:// or wss://, got ${url.protocol}//`;
  if (url.hostname === "") return `broker: expected ${form}, got a URL without a host`;
  if (![url.username, url.password].every(isDecodable))
    return "broker: user and password must be percent-encoded: write % as %25";
  return undefined;
}

/** Without its TLS settings. User name and password come from the URL, else from MQBENCH_USERNAME and MQBENCH_PASSWORD. */
export function endpointOf(text: string): Omit<Endpoint, "tls"> {
  const url = new URL(text);
  const protocol = protocolOf(url) ?? "mqtt";
  const isWebSocket = protocol === "ws" || protocol === "wss";
  return {
    protocol,
    host: hostOf(text),
    port: url.port === "" ? defaultPorts[protocol] : Number(url.port),
    localAddress: undefined,
    path: isWebSocket ? `${url.pathname}${url.search}` : "",
    username: url.username === "" ? process.env["MQBENCH_USERNAME"] : decodeURIComponent(url.username),
    password: url.password === "" ? process.env["MQBENCH_PASSWORD"] : decodeURIComponent(url.password),
  };
}

function protocolOf({ protocol }: URL): Endpoint["protocol"] | undefined {
  return (["mqtt", "mqtts", "ws", "wss"] as const).find((each) => `${each}:` === protocol);
}

/** Whether the connection is encrypted. */
export function isEncrypted(url: string): boolean {
  return /^(?:mqtts|wss):/u.test(url);
}

/** Whether something lies between MQTT and TCP, so that a socket has more bytes than MQTT. */
export function isFramed(url: string): boolean {
  return !url.startsWith("mqtt:");
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
