import { expect, test } from "vitest";
import { knownMemory } from "./machine.ts";

test("memory of which the system does not tell is not known, rather than none", () => {
  expect([knownMemory(0), knownMemory(5e9)]).toEqual([null, 5e9]);
});
