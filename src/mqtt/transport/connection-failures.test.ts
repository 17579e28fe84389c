import { expect, it } from "vitest";
import { failureOf } from "./connection-failures.ts";

it.each([
  ["ECONNREFUSED", "nothing listens", "connection refused: nothing listens there"],
  ["ECONNRESET", "closed", "connection reset by the broker"],
  ["EPIPE", "closed", "connection closed by the broker while writing"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "speaks no TLS", "what listens there does not speak TLS"],
  [
    "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
    "protocol error",
    "protocol error of the broker: a WebSocket message of more than 100 MiB",
  ],
  ["EHOSTUNREACH", "other", "host unreachable"],
  ["EWHATEVER", "other", "whatever"],
])("%s is %s", (code, known, words) => {
  expect(failureOf(Object.assign(new Error("whatever"), { code }))).toEqual({ code: known, words });
});

it.each([
  ["404", "no such path"],
  ["403", "other"],
])("an answer of HTTP status %s is %s", (status, code) => {
  expect(failureOf(new Error(`Unexpected server response: ${status}`)).code).toBe(code);
});
