import { writeToStream } from "mqtt-packet";
import { expect, test, vi } from "vitest";

test("mqtt-packet's table of packet identifiers is made for a client that writes all its packets by it alone", async () => {
  vi.resetModules();
  writeToStream.cacheNumbers = true;
  const { keepIdentifierTable } = await import("./generate.ts");
  expect(writeToStream.cacheNumbers).toBe(false);
  keepIdentifierTable();
  expect(writeToStream.cacheNumbers).toBe(true);
  writeToStream.cacheNumbers = false;
});
