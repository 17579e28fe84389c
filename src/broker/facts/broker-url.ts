/** A broker's URL: what may stand in it, and where it leads. */
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { isProtocol, protocols, schemesInWords } from "../../mqtt/transport/protocols.ts";
import type { Protocol } from "../../mqtt/transport/protocols.ts";
import { hideSecretsOfAddress } from "../../secrets.ts";
import { brokerNames } from "./names.ts";
import { hostOf, splitUrl, urlProblem, userProblem } from "./url-parts.ts";

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
  const { scheme, place, rest } = parts;
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
  return userProblem(text);
}

/** The endpoint without its TLS settings. User name and password come from the URL, else from MQBENCH_USERNAME and MQBENCH_PASSWORD. */
export function endpointOf(text: string): Omit<Endpoint, "tls"> {
  const url = new URL(text);
  const protocol = protocolOf(text);
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

/** Of a URL; one that begins with none of them is taken for plain MQTT. */
export function protocolOf(url: string): Protocol {
  const [, scheme = ""] = /^([a-z]+):/u.exec(url.toLowerCase()) ?? [];
  return isProtocol(scheme) ? scheme : "mqtt";
}

/** Whether the connection is encrypted. */
export function isEncrypted(url: string): boolean {
  return protocols[protocolOf(url)].isSecure;
}
