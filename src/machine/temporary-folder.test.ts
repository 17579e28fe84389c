import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { checkTemporaryFolder } from "./temporary-folder.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mqbench-test-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it.each(["/nonexistent", "/proc", "/dev/null"])("TMPDIR=%s is said in words", (place) => {
  vi.stubEnv("TMPDIR", place);
  expect(checkTemporaryFolder).toThrow(`no folder for the broker can be made in ${place}: `);
});

it("a look leaves nothing behind", () => {
  vi.stubEnv("TMPDIR", folder);
  checkTemporaryFolder();
  expect(readdirSync(folder)).toEqual([]);
});
