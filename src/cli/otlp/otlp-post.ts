/** One push to a collector: a POST of JSON, by HTTP or HTTPS, whose answer is read. */
import { request as requestHttp } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";

export interface OtlpTarget {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The most that a push takes, from the first byte to the end of the answer. */
  readonly timeoutMs: number;
}

/** Of an answer no more is read. */
const mostAnswerBytes = 65_536;

/** Rejects with why the collector did not take all of it. Redirections are not followed: what was looked at is what is pushed to. */
export async function postOtlp({ url, headers, timeoutMs }: OtlpTarget, body: string): Promise<void> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const bytes = Buffer.from(body);
  const { status, text } = await new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const sent = request(
      url,
      {
        method: "POST",
        signal: AbortSignal.timeout(timeoutMs),
        headers: { ...headers, "content-type": "application/json", "content-length": bytes.length },
      },
      (response) => {
        readAnswer(response).then((answer) => resolve({ status: response.statusCode ?? 0, text: answer }), reject);
      },
    );
    sent.on("error", (error) =>
      reject(error.name === "AbortError" ? new Error(`no answer within ${timeoutMs / 1000} s`) : error),
    );
    sent.end(bytes);
  });
  if (status < 200 || status > 299) throw new Error(`it answered ${status}`);
  const rejected = rejectedIn(text);
  if (rejected !== undefined) throw new Error(rejected);
}

async function readAnswer(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of response.setEncoding("utf8")) {
    text += String(part);
    if (text.length > mostAnswerBytes) response.destroy();
  }
  return text;
}

/** Of a partial success (OTLP, section Partial Success) what was not taken; undefined: nothing. */
function rejectedIn(text: string): string | undefined {
  const [, count = "0"] = /"rejectedDataPoints"\s*:\s*"?(\d+)/u.exec(text) ?? [];
  const [, message = ""] = /"errorMessage"\s*:\s*"((?:[^"\\]|\\.)*)"/u.exec(text) ?? [];
  if (Number(count) === 0) return undefined;
  return `it rejected ${count} figures${message === "" ? "" : `: ${message}`}`;
}
