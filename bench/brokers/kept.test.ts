import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fakeCapacityResult } from "../../src/result/testing/fake-capacity-result.ts";
import { fakeResult } from "../../src/result/testing/fake-result.ts";
import { fileNameOf, keepResult, readKept, readPass, writeList } from "./kept.ts";

let out = "";
const nats = { broker: "nats", folder: null } as const;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "mqbench-kept-"));
  mkdirSync(join(out, "raw"));
});
afterEach(() => rmSync(out, { recursive: true }));

function keepBoth(): readonly [string, string] {
  const names = [fileNameOf("cost", nats, ["a"]), fileNameOf("capacity", nats, ["a"])] as const;
  keepResult(join(out, "raw", names[0]), JSON.stringify(fakeResult()));
  keepResult(join(out, "raw", names[1]), JSON.stringify(fakeCapacityResult()));
  return names;
}

describe("what a comparison keeps", () => {
  it("has another name for other words, and for another folder", () => {
    const names = [
      fileNameOf("cost", nats, ["a"]),
      fileNameOf("cost", nats, ["b"]),
      fileNameOf("cost", { ...nats, folder: "/opt/nats" }, ["a"]),
    ];
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^nats-cost-[0-9a-f]{8}\.json\.gz$/u);
  });

  it("is read again by broker and version, as it was listed", () => {
    const names = keepBoth();
    writeList(
      out,
      names.map((name) => readKept(join(out, "raw"), name).file),
    );
    const brokers = readPass(out);
    const parts = brokers.flatMap(({ runs, capacity }) => [runs.cost?.schema, capacity?.schema]);
    expect(parts).toEqual(expect.arrayContaining(["mqbench/result", "mqbench/capacity"]));
    for (const { title } of brokers) expect(title).toMatch(/^\w+ \d/u);
  });

  it("is refused where a file is not the one that was listed, or nothing was", () => {
    const [name] = keepBoth();
    expect(() => readPass(out)).toThrow("holds no comparison that came to its end");
    writeList(out, [{ name, digest: "0".repeat(64) }]);
    expect(() => readPass(out)).toThrow(`is not the file that ${join(out, "SHA256SUMS")} lists`);
    writeFileSync(join(out, "SHA256SUMS"), "abc  ../elsewhere\n");
    expect(() => readPass(out)).toThrow("not a digest and a file: abc  ../elsewhere");
  });

  it("is refused where one version is there twice", () => {
    const [name] = keepBoth();
    const { file } = readKept(join(out, "raw"), name);
    writeList(out, [file, file]);
    expect(() => readPass(out)).toThrow(/lists cost of .* twice/u);
  });
});
