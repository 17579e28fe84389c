/** One push to a collector: a POST of JSON, by HTTP or HTTPS, whose answer is read. */
import { request as requestHttp } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { oneLine, withoutCommandsWithin } from "../../visible-text.ts";

export interface OtlpTarget {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The most that a push takes, from the first byte to the end of the answer. */
  readonly timeoutMs: number;
}

/** What a collector answers that took a push, or a part of it: either way the same is not to be pushed again. */
export interface OtlpAnswer {
  /** Figures that it did not take. */
  readonly rejected: number;
  /** Its words on that, in one line, harmless to a terminal; empty where it has none. */
  readonly said: string;
  /** Whether the answer is one of OTLP: empty, or a JSON object. */
  readonly isCollector: boolean;
}

/** A push that was not taken and never will be: the same is not to be pushed again. */
export class OtlpRefusal extends Error {}

/** All statuses but success after which the same may be pushed again (OTLP 1.0, section Retryable Response Codes). */
const retryableStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Of an answer no more is read. */
const mostAnswerBytes = 65_536;
/** Of the collector's words no more is told. */
const mostWords = 300;

/** Rejects with why the push was not taken, with an `OtlpRefusal` where that is final. Redirections are not followed: what was looked at is what is pushed to. */
export async function postOtlp({ url, headers, timeoutMs }: OtlpTarget, body: string): Promise<OtlpAnswer> {
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
  return readOtlpResponse(status, text);
}

export function readOtlpResponse(status: number, text: string): OtlpAnswer {
  if (status >= 200 && status <= 299) return readOtlpAnswer(text);
  const words = `it answered ${status}`;
  throw retryableStatuses.has(status) ? new Error(words) : new OtlpRefusal(words);
}

async function readAnswer(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of response.setEncoding("utf8")) {
    text += String(part);
    if (text.length > mostAnswerBytes) break;
  }
  return text;
}

/** Of a success: what the collector says of a partial one (OTLP, section Partial Success), with a count that is a number or its text. */
function readOtlpAnswer(text: string): OtlpAnswer {
  if (text.trim() === "") return { rejected: 0, said: "", isCollector: true };
  const answer = parsed(text);
  if (!isRecord(answer)) return { rejected: 0, said: "", isCollector: false };
  const { partialSuccess } = answer;
  if (!isRecord(partialSuccess)) return { rejected: 0, said: "", isCollector: true };
  const { rejectedDataPoints, errorMessage } = partialSuccess;
  const rejected = Number(rejectedDataPoints ?? 0);
  return {
    rejected: Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0,
    said: typeof errorMessage === "string" ? shown(errorMessage) : "",
    isCollector: true,
  };
}

/** Its words within a line of ours. */
function shown(words: string): string {
  return withoutCommandsWithin(oneLine(words.length > mostWords ? `${words.slice(0, mostWords)}…` : words));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
