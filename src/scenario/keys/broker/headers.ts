/** Headers of a WebSocket's request that a broker, or what stands before it, asks for. */
import { validateHeaderName, validateHeaderValue } from "node:http";
import { z } from "zod";
import { protocolOf } from "../../../broker/facts/broker-url.ts";
import { hideEnvironment } from "../../../environment-values.ts";
import { protocols } from "../../../mqtt/transport/protocols.ts";
import type { Report } from "../../document/mistake.ts";

export const headersSchema = z
  .record(z.string(), z.string())
  .optional()
  .describe('of each WebSocket\'s request, such as { Authorization: "Bearer ${TOKEN}" }');

/** What a WebSocket says itself (RFC 6455, section 4.1). */
const ownHeaders = /^(?:host|upgrade|connection|origin|sec-websocket-.*|content-length|transfer-encoding)$/iu;
/** Whose values are proofs of who asks. */
const secretHeaders = /auth|cookie|token|key|secret|password|signature|credential/iu;

/** `tell`: by the header's name. */
export function resolveHeaders(
  input: z.output<typeof headersSchema>,
  urls: readonly string[],
  tell: Report,
): Readonly<Record<string, string>> {
  const headers = input ?? {};
  if (Object.keys(headers).length > 0 && !urls.every((url) => protocols[protocolOf(url)].hasPath))
    tell([], "are of WebSockets: ws:// or wss://");
  for (const [name, value] of Object.entries(headers)) {
    const problem = problemOf(name, value);
    if (problem !== undefined) tell([name], problem);
  }
  return headers;
}

/** The value, which may be a secret, is in no words. */
function problemOf(name: string, value: string): string | undefined {
  if (!isHeader(name, value))
    return "cannot stand in a request: its name or value has a character that HTTP does not allow";
  if (ownHeaders.test(name)) return "is a header that the WebSocket itself writes: leave it out";
  if (secretHeaders.test(name) && !hideEnvironment(value).includes("${"))
    return "is a secret in a scenario: write ${NAME} of the environment";
  return undefined;
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
