/** What the tests of a file share: made when the first of them asks for it, ended after the last. */
import type { TestContext } from "vitest";
import { afterAll } from "vitest";
import type { WhenOver } from "./mqbench.ts";

/** Called where a file's tests are defined. What cannot be made is tried again by the next test, so that each says for itself why it is skipped. */
export function shared<T>(
  make: (context: TestContext, whenOver: WhenOver) => Promise<T>,
): (context: TestContext) => Promise<T> {
  const ends: (() => void)[] = [];
  let made: Promise<T> | undefined;
  afterAll(() => {
    for (const end of ends.toReversed()) end();
  });
  return async (context) => {
    made ??= make(context, (end) => void ends.push(end));
    try {
      return await made;
    } catch (error) {
      made = undefined;
      throw error;
    }
  };
}
