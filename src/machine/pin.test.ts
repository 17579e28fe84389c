import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pinThreads } from "./pin.ts";

const allowed = (): string | undefined =>
  /^Cpus_allowed_list:\s*(\S+)$/mu.exec(readFileSync("/proc/self/status", "utf8"))?.[1];

describe("pinning", () => {
  it("keeps this process on one of its cores until it is put back", async () => {
    const before = allowed();
    const first = /^\d+/u.exec(before ?? "")?.[0] ?? "";
    const unpin = await pinThreads(first);
    try {
      expect(allowed()).toBe(first);
    } finally {
      await unpin();
    }
    expect(allowed()).toBe(before);
  });

  it("says what is wrong with a list of cores", async () => {
    await expect(pinThreads("900")).rejects.toThrow(/^broker\.cpus\.shards 900: /u);
  });
});
