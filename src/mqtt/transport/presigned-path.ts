/** The path of a WebSocket's request, signed as Amazon's services ask for (Signature Version 4, in the query). Pure. */
import { createHash, createHmac } from "node:crypto";

/** What signs. */
export interface SigV4 {
  readonly region: string;
  readonly service: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary keys; left out: they are lasting ones. */
  readonly sessionToken?: string;
}

interface Request {
  /** As its Host header has it. */
  readonly host: string;
  /** With its slash, and with a query of its own or none. */
  readonly path: string;
  /** When it is signed, ms since 1970. */
  readonly atMs: number;
  readonly lifetimeSeconds: number;
  /** What stands for the body: `nothing` where there is none. */
  readonly payloadHash: string;
}

/** The SHA-256 of no bytes: a WebSocket's request has no body. */
export const nothing = sha256("");

/** As AWS IoT has it, the token of temporary keys is added behind the signature, and not signed. */
export function presignedPath(
  { host, path, atMs, lifetimeSeconds, payloadHash }: Request,
  { region, service, accessKeyId, secretAccessKey, sessionToken }: SigV4,
): string {
  const [place = "/", ownQuery = ""] = path.split("?", 2);
  const time = new Date(atMs).toISOString().replaceAll(/[-:]|\.\d{3}/gu, "");
  const date = time.slice(0, 8);
  const scope = [date, region, service, "aws4_request"].join("/");
  const query = [
    ...new URLSearchParams(ownQuery),
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"] as const,
    ["X-Amz-Credential", `${accessKeyId}/${scope}`] as const,
    ["X-Amz-Date", time] as const,
    ["X-Amz-Expires", String(lifetimeSeconds)] as const,
    ["X-Amz-SignedHeaders", "host"] as const,
  ]
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
    .toSorted()
    .join("&");
  const request = ["GET", place, query, `host:${host}\n`, "host", payloadHash].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(request)].join("\n");
  const key = [date, region, service, "aws4_request"].reduce<Buffer>(
    (signing, part) => createHmac("sha256", signing).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  const signature = createHmac("sha256", key).update(toSign).digest("hex");
  const token = sessionToken === undefined ? "" : `&X-Amz-Security-Token=${percentEncoded(sessionToken)}`;
  return `${place}?${query}&X-Amz-Signature=${signature}${token}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** RFC 3986: only its unreserved characters stand as they are. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
