/** A broker's URL: what may stand in it, and where it leads. */
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { isProtocol, protocols, schemesInWords } from "../../mqtt/transport/protocols.ts";
import type { Protocol } from "../../mqtt/transport/protocols.ts";
import { hideSecretsOfAddress } from "../../secrets.ts";
import { canonicalHost } from "./host.ts";
import { brokerNames } from "./names.ts";

/** What is wrong with a broker's URL, in words, which hold nothing of its user and password. */
export function brokerUrlProblem(text: string): string | undefined {
  const problem = problemOf(text);
  return problem === undefined ? undefined : `broker: ${problem}`;
}

function problemOf(text: string): string | undefined {
  const got = (): string => JSON.stringify(hideSecretsOfAddress(text));
  const form = `${brokerNames.join(", ")}, or a URL such as mqtt://127.0.0.1:1883`;
  const parts = splitUrl(text);
  if (parts === undefined) return `expected ${form}, got ${got()}`;
  const { scheme, user, place, rest } = parts;
  if (!isProtocol(scheme)) return `expected ${schemesInWords(() => true, "or")}, got ${scheme}://`;
  const problem = urlProblem(text);
  if (problem !== undefined) return problem;
  if (place === "") return `expected ${form}, got a URL without a host`;
  if (!URL.canParse(text)) return `expected ${form}, got ${got()}`;
  const { port } = new URL(text);
  if (port === "0") return `no broker can listen on port 0`;
  if (rest.includes("#")) return `${scheme}:// takes no fragment: write # in a path as %23`;
  if (!protocols[scheme].hasPath && rest !== "" && rest !== "/")
    return `${scheme}:// takes no ${rest.startsWith("?") || rest.startsWith("/?") ? "query" : "path"}: only ${schemesInWords(({ hasPath }) => hasPath, "and")} do`;
  return user !== undefined && !user.split(":").every(isDecodable)
    ? "user and password must be percent-encoded: write % as %25"
    : undefined;
}

interface UrlParts {
  readonly scheme: string;
  /** What stands before the last @. */
  readonly user: string | undefined;
  /** Host and port. */
  readonly place: string;
  /** Path, query and fragment. */
  readonly rest: string;
}

/** Splits at the last @: a password that is not percent-encoded may hold any other character. undefined: no URL. */
function splitUrl(text: string): UrlParts | undefined {
  const [, scheme, after] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/isu.exec(text) ?? [];
  if (scheme === undefined || after === undefined) return undefined;
  const at = after.lastIndexOf("@");
  const [, place = "", rest = ""] = /^([^/?#\\]*)(.*)$/su.exec(after.slice(at + 1)) ?? [];
  return { scheme: scheme.toLowerCase(), user: at === -1 ? undefined : after.slice(0, at), place, rest };
}

/** What no URL that mqbench connects to may have. */
export function urlProblem(text: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007F-\u009F]/u.test(text))
    return "a URL has no spaces and no control characters: percent-encode them (a space is %20)";
  const parts = splitUrl(text);
  if (parts === undefined) return undefined;
  const { user, place } = parts;
  if (user !== undefined && /[/?#@\\]/u.test(user))
    return "what stands before the last @ of a URL is its user and password: percent-encode them (/ is %2F, ? is %3F, # is %23, @ is %40, \\ is %5C), and an @ after the host, too";
  const host = place.replace(/:\d*$/u, "");
  if (host === "" || canonicalHost(host) !== undefined) return undefined;
  // Behind a colon may stand a password whose @ was forgotten.
  return host.includes(":") && !host.startsWith("[")
    ? "what stands after the host's colon is not a port"
    : `${JSON.stringify(host)} is neither an address nor a name`;
}

/** The endpoint without its TLS settings. User name and password come from the URL, else from MQBENCH_USERNAME and MQBENCH_PASSWORD. */
export function endpointOf(text: string): Omit<Endpoint, "tls"> {
  const url = new URL(text);
  const protocol = protocolOf(text) ?? "mqtt";
  const { port, hasPath } = protocols[protocol];
  return {
    protocol,
    host: hostOf(text),
    port: url.port === "" ? port : Number(url.port),
    localAddress: undefined,
    path: hasPath ? `${url.pathname}${url.search}` : "",
    authority: url.host,
    username: url.username === "" ? process.env["MQBENCH_USERNAME"] : decodeURIComponent(url.username),
    password: url.password === "" ? process.env["MQBENCH_PASSWORD"] : decodeURIComponent(url.password),
  };
}

function protocolOf(url: string): Protocol | undefined {
  const [, scheme = ""] = /^([a-z]+):/u.exec(url.toLowerCase()) ?? [];
  return isProtocol(scheme) ? scheme : undefined;
}

/** Whether the connection is encrypted. */
export function isEncrypted(url: string): boolean {
  const protocol = protocolOf(url);
  return protocol !== undefined && protocols[protocol].isSecure;
}

/** Whether something lies between MQTT and TCP, so that a socket has more bytes than MQTT. */
export function isFramed(url: string): boolean {
  const protocol = protocolOf(url);
  return protocol === undefined || protocols[protocol].isFramed;
}

/** The host of a URL, canonical. Of a URL that was found sound. */
export function hostOf(url: string): string {
  const { place } = splitUrl(url) ?? { place: "" };
  return canonicalHost(place.replace(/:\d*$/u, "")) ?? place;
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text).length >= 0;
  } catch {
    return false;
  }
}
