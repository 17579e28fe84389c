import { expect, test } from "vitest";
import { parseOtlpHeaders, parseOtlpUrl, requireOwn } from "./otlp-address.ts";

test.each([
  ["http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/metrics"],
  ["http://127.0.0.1:4318/", "http://127.0.0.1:4318/v1/metrics"],
  ["https://collector.example/otlp/", "https://collector.example/otlp/v1/metrics"],
  ["http://[::1]:4318/v1/metrics", "http://[::1]:4318/v1/metrics"],
])("%s is pushed to at %s", (given, url) => {
  expect(parseOtlpUrl(given).href).toBe(url);
});

test.each([
  ["127.0.0.1:4318", /^--otlp: expected http:\/\/ or https:\/\/|expected http:\/\/HOST:PORT/u],
  ["grpc://127.0.0.1:4317", /^--otlp: expected http:\/\/ or https:\/\/, got grpc:\/\/$/u],
  ["http://user:secret@127.0.0.1", /^--otlp: a user name or password in the URL/u],
  ["http://127.0.0.1/?key=secret", /^--otlp: a query or fragment in the URL/u],
  ["", /^--otlp: expected http:\/\/HOST:PORT, got ""$/u],
])("%s is refused, without what it may hide", (given, problem) => {
  expect(() => parseOtlpUrl(given)).toThrow(problem);
  expect(() => parseOtlpUrl(given)).not.toThrow(/secret/u);
});

test("headers are those of OTEL_EXPORTER_OTLP_HEADERS", () => {
  expect(parseOtlpHeaders("API-Key=a%3Db, team = devices ,")).toEqual({ "api-key": "a=b", team: "devices" });
  expect(parseOtlpHeaders("")).toEqual({});
  for (const text of ["secret", "=secret", "k=%secret", "k=secret%0d%0aX: 1"]) {
    expect(() => parseOtlpHeaders(text)).toThrow(/^OTEL_EXPORTER_OTLP_HEADERS: expected NAME=VALUE/u);
    expect(() => parseOtlpHeaders(text)).not.toThrow(/secret/u);
  }
});

test("another machine is refused unless that is allowed", async () => {
  const elsewhere = new URL("http://192.0.2.1:4318/v1/metrics");
  await expect(requireOwn(elsewhere, false)).rejects.toThrow(/^--otlp: 192\.0\.2\.1 is not this machine$/u);
  await expect(requireOwn(elsewhere, true)).resolves.toBeUndefined();
  await expect(requireOwn(new URL("http://[::1]:4318/"), false)).resolves.toBeUndefined();
});
