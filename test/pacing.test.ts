/** Intended times as a broker finds them in the payloads. */
import { expect, test } from "vitest";
import { identityBytes, readIntendedUs } from "../src/mqtt/wire/payload.ts";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";

test.each([
  ["economical", 1000],
  ["precise", 200],
])("%s: intended times lie on a grid of %d µs, and none is sent before its time", async (pacing, gridUs) => {
  const intendedUs: number[] = [];
  const { url } = await fakeBroker((socket) => {
    speakMqtt(socket, (packet) => {
      if (packet.cmd === "publish" && Buffer.isBuffer(packet.payload) && packet.payload.length >= identityBytes)
        intendedUs.push(readIntendedUs(packet.payload, 0));
      return undefined;
    });
  });
  const run = [
    "run",
    "test/fixtures/random.yaml",
    "--broker",
    url,
    "--json",
    "--out",
    temporaryFolder(),
    "--set",
    `pacing=${pacing}`,
  ];
  const { stdout } = await mqbench(run);
  const [trial] = parseResult(stdout).trials;
  const [first = 0] = intendedUs;
  expect(intendedUs.length).toBeGreaterThan(500);
  expect(intendedUs.filter((us) => (us - first) % gridUs !== 0)).toEqual([]);
  const delay = trial?.metrics["publishDelay"];
  expect(delay?.kind === "histogram" && delay.min).toBeGreaterThanOrEqual(0);
});
