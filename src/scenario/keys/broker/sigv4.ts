/** The keys by which the request of each WebSocket is signed, as AWS IoT asks for. */
import { z } from "zod";
import { protocolOf } from "../../../broker/facts/broker-url.ts";
import { hideEnvironment } from "../../../environment-values.ts";
import type { SigV4 } from "../../../mqtt/transport/presigned-path.ts";
import { protocols } from "../../../mqtt/transport/protocols.ts";
import type { Report } from "../../document/mistake.ts";

const text = z.string().min(1);

export const sigv4Schema = z
  .strictObject({
    region: text.describe("such as eu-west-1"),
    service: text.default("iotdevicegateway"),
    accessKeyId: text.describe("${AWS_ACCESS_KEY_ID}"),
    secretAccessKey: text.describe("${AWS_SECRET_ACCESS_KEY}"),
    sessionToken: text.optional().describe("${AWS_SESSION_TOKEN}, of temporary keys"),
  })
  .optional()
  .describe("signs the request of each WebSocket anew, in its query (AWS Signature Version 4)");

/** `tell`: by the key. */
export function resolveSigV4(
  input: z.output<typeof sigv4Schema>,
  urls: readonly string[],
  tell: Report,
): { readonly sigv4?: SigV4 } {
  if (input === undefined) return {};
  if (!urls.every((url) => protocols[protocolOf(url)].hasPath)) tell([], "is of WebSockets: wss://");
  const { sessionToken, ...keys } = input;
  for (const name of ["accessKeyId", "secretAccessKey", "sessionToken"] as const) {
    const value = input[name];
    // The value, which is a secret, is in no words.
    if (value !== undefined && !hideEnvironment(value).includes("${"))
      tell([name], "is a secret in a scenario: write ${NAME} of the environment");
  }
  return { sigv4: { ...keys, ...(sessionToken !== undefined && { sessionToken }) } };
}
