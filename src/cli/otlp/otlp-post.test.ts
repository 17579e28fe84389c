import { expect, test } from "vitest";
import { OtlpRefusal, readOtlpResponse } from "./otlp-post.ts";

const taken = { rejected: 0, said: "", isCollector: true };

test.for([
  ["", taken],
  ["{}", taken],
  ['{"partialSuccess":{}}', taken],
  ['{"partialSuccess":null}', taken],
  ['{"partialSuccess":{"rejectedDataPoints":3}}', { ...taken, rejected: 3 }],
  [
    '{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"bad unit"}}',
    { ...taken, rejected: 3, said: "bad unit" },
  ],
  ['{"partialSuccess":{"rejectedDataPoints":"0","errorMessage":"old"}}', { ...taken, said: "old" }],
  ['{"partialSuccess":{"rejectedDataPoints":"many"}}', taken],
  ["<html>hello</html>", { ...taken, isCollector: false }],
  ["[]", { ...taken, isCollector: false }],
  ['{"partialSuccess"', { ...taken, isCollector: false }],
] as const)("%s", ([text, answer]) => {
  expect(readOtlpResponse(200, text)).toEqual(answer);
});

test("the words of a collector stay in one line and move no cursor", () => {
  const errorMessage = `\u001B[2J\n::error::x\r${"a".repeat(1000)}`;
  const { said } = readOtlpResponse(200, JSON.stringify({ partialSuccess: { rejectedDataPoints: 1, errorMessage } }));
  // eslint-disable-next-line no-control-regex
  expect(said).not.toMatch(/[\u0000-\u001F]/u);
  expect(said.length).toBeLessThan(400);
});

test.for([429, 502, 503, 504])("%i: the same may be pushed again", (status) => {
  expect(() => readOtlpResponse(status, "")).toThrow(`it answered ${status}`);
  expect(() => readOtlpResponse(status, "")).not.toThrow(OtlpRefusal);
});

test.for([301, 400, 401, 404, 413, 500, 501])("%i: the same is not to be pushed again", (status) => {
  expect(() => readOtlpResponse(status, "")).toThrow(new OtlpRefusal(`it answered ${status}`));
  expect(() => readOtlpResponse(status, "")).toThrow(OtlpRefusal);
});
