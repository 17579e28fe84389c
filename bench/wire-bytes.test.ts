import { expect, test } from "vitest";
import { readConnections } from "./wire-bytes.ts";

const port = 8883;

/** Columns of a frame, with tabs between. */
function frame(...columns: readonly (string | number)[]): string {
  return columns.join("\t");
}

test("payload is added up each way, turns are counted to the first silence, what is sent again is not", () => {
  const lines = [
    frame(0, 0, port, 0),
    frame(0.01, 0, port, 100, "", "1", "43,51"),
    frame(0.01, 0, port, 100, "1"),
    frame(0.02, 0, 40_000, 900, "", "2", "43,51"),
    frame(0.03, 0, port, 80),
    frame(0.04, 0, port, 40),
    frame(0.05, 0, 40_000, 500),
    frame(0.06, 0, 40_000, 26),
    frame(2, 0, port, 24),
    frame(2.1, 0, 40_000, 24),
  ];
  expect(readConnections(lines, port)).toEqual([{ bytesUp: 244, bytesDown: 1450, roundTrips: 3, isResumed: false }]);
});

test.each([
  ["TLS 1.3 by a key that both share", "2", "43,51,41", true],
  ["TLS 1.3 without one", "2", "43,51", false],
  ["TLS 1.2 without a certificate", "2", "65281", true],
  ["TLS 1.2 with one", "2,11,12,14", "65281", false],
  ["no TLS", "", "", null],
])("%s: %j and %j", (_, types, extensions, isResumed) => {
  const [connection] = readConnections([frame(0, 3, port, 9), frame(0, 3, 40_000, 9, "", types, extensions)], port);
  expect(connection?.isResumed).toBe(isResumed);
});
