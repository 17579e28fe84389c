/** One HTTP GET of a broker's metrics, within a time and a size, from the host that was asked for and no other. */
import { get as getHttp } from "node:http";
import type { IncomingMessage, RequestOptions } from "node:http";
import { get as getHttps } from "node:https";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { MqbenchError } from "../../errors.ts";
import { hideSecrets, hideSecretsOfAddress } from "../../secrets.ts";
import { hostOf, urlProblem } from "../facts/url-parts.ts";

const timeoutMs = 5000;
const largestBytes = 64 * 1024 * 1024;
const mostRedirects = 3;

/** What is wrong with the address of a broker's metrics, in words. */
function metricsUrlProblem(text: string): string | undefined {
  const problem = urlProblem(text);
  if (problem !== undefined) return problem;
  if (!URL.canParse(text)) return "not a URL";
  const { protocol, hash } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return `expected http:// or https://, got ${protocol}//`;
  return hash === "" ? undefined : "a fragment (#) reaches no server: leave it out";
}

/** Throws what is wrong with the address. */
export function metricsHostOf(url: string): string {
  const problem = metricsUrlProblem(url);
  if (problem === undefined) return hostOf(url);
  throw new MqbenchError("usage", `metrics at ${hideSecretsOfAddress(url)}: ${problem}`, {
    hint: "give the address of Prometheus text or of JSON, such as http://127.0.0.1:15692/metrics",
  });
}

/** Rejects with words: no connection, no answer in time, a status that is not 200, too long a body. `addresses` are those of its host. */
export async function getText(url: string, addresses?: readonly string[]): Promise<string> {
  let at = new URL(url);
  const signal = AbortSignal.timeout(timeoutMs);
  for (let redirects = 0; ; redirects += 1) {
    const response = await answerTo(at, signal, addresses).catch((cause: unknown) => {
      throw new Error(whyFailed(cause), { cause });
    });
    const next = redirectOf(response, at);
    if (next === undefined) return await bodyOf(response);
    response.destroy();
    if (redirects === mostRedirects) throw new Error(`redirects more than ${mostRedirects} times`);
    at = next;
  }
}

async function answerTo(
  url: URL,
  signal: AbortSignal,
  addresses: readonly string[] | undefined,
): Promise<IncomingMessage> {
  const { username, password } = url;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const options: RequestOptions = {
    signal,
    agent: false,
    ...(addresses !== undefined && { lookup: only(addresses) }),
    // RFC 7617.
    ...(pair !== ":" && { headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } }),
  };
  const get = url.protocol === "https:" ? getHttps : getHttp;
  return await new Promise((resolve, reject) => {
    get(url, options, resolve).on("error", reject);
  });
}

/** What was looked up before, in place of a look-up that may answer otherwise. */
function only(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_name, { all }, done) => {
    const [first] = found;
    if (all === true) done(null, found);
    else done(null, first?.address ?? "", first?.family);
  };
}

/** The address that the host itself sends on to; another host is not asked, with whatever credentials. */
function redirectOf({ statusCode = 0, headers: { location } }: IncomingMessage, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined;
  if (!URL.canParse(location, from.href)) throw new Error("redirects to what is not a URL");
  const to = new URL(location, from);
  if (to.host !== from.host || to.protocol !== from.protocol)
    throw new Error(`redirects to ${hideSecrets(to.origin)}, which mqbench does not follow: give that address`);
  to.username = from.username;
  to.password = from.password;
  return to;
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`answers with status ${response.statusCode}`);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of response) {
      if (!(part instanceof Uint8Array)) continue;
      bytes += part.length;
      if (bytes > largestBytes) break;
      parts.push(part);
    }
  } catch (cause) {
    throw new Error(whyFailed(cause), { cause });
  }
  if (bytes > largestBytes) throw new Error(`answers with more than ${largestBytes / 1024 / 1024} MB`);
  return Buffer.concat(parts).toString("utf8");
}

function whyFailed(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.name === "AbortError" || cause.name === "TimeoutError"
    ? `no answer within ${timeoutMs / 1000} s`
    : cause.message;
}
