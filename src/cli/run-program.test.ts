/** Exit codes of words that no command takes. */
import { expect, test, vi } from "vitest";
import { runProgram } from "./run-program.ts";

test.each([
  ["nonsense"],
  ["run --bogus"],
  ["baseline accept"],
  ["baseline accept a.json --bogus"],
  ["history add"],
  ["history show a.json --bogus"],
  ["history check --bogus"],
])("`mqbench %s` is wrong use", async (words) => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await expect(runProgram(["node", "mqbench", ...words.split(" ")])).resolves.toBe("usage");
});
