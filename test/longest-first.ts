/** The order of the tests' files: those that take longest begin first, so that none is alone at the end. */
import { basename } from "node:path";
import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";

/** End-to-end files by the time they take, the longest first; without a machine's memory of them vitest goes by their size. */
const longest = [
  "misbehaving",
  "managed",
  "endings",
  "scale",
  "faults",
  "broker-restart",
  "refusals",
  "transports",
  "secrets",
  "link",
  "gate",
  "hold",
  "counts",
  "handshake",
  "report",
  "stop",
  "unended",
  "output",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is vitest's, and makes a new list
    const bySize = await super.sort(files);
    return bySize.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

/** Files that are not named come last, in the order they had. */
function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.indexOf(basename(moduleId, ".test.ts"));
  return place < 0 || !moduleId.includes("/test/") ? longest.length : place;
}
