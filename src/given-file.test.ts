import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readGivenFile, readGivenText } from "./given-file.ts";

function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "mqbench-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "given");
}

function freshPipe(): string {
  const path = freshPath();
  execFileSync("mkfifo", [path]);
  return path;
}

/** Writes in a process of its own: reading a pipe does not let this one write. */
function writeFrom(shell: string, path: string): void {
  const writer = spawn("sh", ["-c", shell, "sh", path], { stdio: "ignore" });
  onTestFinished(() => void writer.kill("SIGKILL"));
}

test("a file is read whole, in as many pieces as it takes", () => {
  const path = freshPath();
  const text = "0123456789".repeat(20_000);
  writeFileSync(path, text);
  expect(readGivenText(path, 1_000_000)).toBe(text);
});

test("of a file that is too long no more is read than shows it", () => {
  const path = freshPath();
  writeFileSync(path, "x".repeat(100_000));
  expect(readGivenFile(path, 10)).toHaveLength(11);
  expect(() => readGivenText(path, 10)).toThrow(/given has more than 10 bytes$/u);
});

test("a pipe is waited for as long as somebody has it open to write, and may be read again", () => {
  const path = freshPipe();
  writeFrom('exec > "$1"; printf first; sleep 0.3; printf second', path);
  expect(readGivenText(path, 1000)).toBe("firstsecond");
  expect(readGivenText(path, 1000)).toBe("firstsecond");
});

test("a pipe that nobody opens to write is told instead of waited for", () => {
  const path = freshPipe();
  expect(() => readGivenFile(path, 1000)).toThrow(`${path} is a pipe that nobody writes to`);
});

test.each([
  ["/dev/zero", "/dev/zero is neither a file nor a pipe"],
  [tmpdir(), `${tmpdir()} is a folder`],
  ["/nowhere/at/all", "ENOENT"],
])("%s is named for what it is", (path, words) => {
  expect(() => readGivenFile(path, 1000)).toThrow(words);
});
