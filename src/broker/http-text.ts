/** One HTTP GET of a broker's metrics, within a time and a size. */

const timeoutMs = 5000;
const largestBytes = 64 * 1024 * 1024;

/** Rejects with words: no connection, no answer in time, a status that is not 200, too long a body. */
export async function getText(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((cause: unknown) => {
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

/** fetch() says only "fetch failed": the reason is its cause. */
function whyFailed(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === "TimeoutError") return `no answer within ${timeoutMs / 1000} s`;
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}
