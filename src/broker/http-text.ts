/** One HTTP GET of a broker's metrics, within a time and a size. */

const timeoutMs = 5000;
const largestBytes = 64 * 1024 * 1024;

/** Rejects with words: no connection, no answer in time, a status that is not 200, too long a body. */
export async function getText(url: string): Promise<string> {
  const { address, headers } = withCredentials(url);
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(timeoutMs) }).catch((cause: unknown) => {
    throw new Error(whyFailed(cause), { cause });
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`answers with status ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > largestBytes) throw new Error(`answers with more than ${largestBytes / 1024 / 1024} MB`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** fetch() takes no user and password in a URL: they become a header (RFC 7617). */
function withCredentials(url: string): { readonly address: string; readonly headers: Record<string, string> } {
  if (!URL.canParse(url)) throw new Error("not a URL");
  const parsed = new URL(url);
  const { username, password } = parsed;
  if (username === "" && password === "") return { address: url, headers: {} };
  parsed.username = "";
  parsed.password = "";
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { address: parsed.href, headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } };
}

/** fetch() says only "fetch failed": the reason is its cause. */
function whyFailed(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === "TimeoutError") return `no answer within ${timeoutMs / 1000} s`;
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}
