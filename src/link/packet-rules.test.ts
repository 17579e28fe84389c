import { expect, test } from "vitest";
import { PacketRules } from "./packet-rules.ts";
import type { PacketRule } from "./packet-rules.ts";

function rule(changes: Partial<PacketRule>): PacketRule {
  const drop = { kind: "drop" } as const;
  return { id: 1, clientId: "a", packet: "PUBREC", direction: "down", nth: 1, count: 1, action: drop, ...changes };
}

/** Which of eight PUBRECs to the client set off a rule, by the rule's id. */
function judged(...rules: readonly PacketRule[]): readonly (number | null)[] {
  const all = new PacketRules();
  for (const each of rules) all.add(each);
  return Array.from({ length: 8 }, () => all.judge("down", "PUBREC")?.id ?? null);
}

const cut = { kind: "cut", when: "before", manner: "reset" } as const;

test.each([
  { name: "the first", rules: [rule({})], fired: [1, null, null, null, null, null, null, null] },
  { name: "the third", rules: [rule({ nth: 3 })], fired: [null, null, 1, null, null, null, null, null] },
  { name: "three in a row", rules: [rule({ nth: 2, count: 3 })], fired: [null, 1, 1, 1, null, null, null, null] },
  {
    name: "all from the sixth on",
    rules: [rule({ nth: 6, count: Infinity })],
    fired: [null, null, null, null, null, 1, 1, 1],
  },
  {
    name: "a cut once, whatever its count",
    rules: [rule({ nth: 2, count: 9, action: cut })],
    fired: [null, 1, null, null, null, null, null, null],
  },
  {
    name: "another type or direction never",
    rules: [rule({ packet: "PUBCOMP" }), rule({ direction: "up" })],
    fired: Array(8).fill(null),
  },
  // Both count every packet; where both apply, the first set wins.
  {
    name: "two rules",
    rules: [rule({ nth: 2, count: 2 }), rule({ id: 2, nth: 3, count: 2 })],
    fired: [null, 1, 1, 2, null, null, null, null],
  },
])("a rule is set off by $name", ({ rules, fired }) => {
  expect(judged(...rules)).toEqual(fired);
});

test("a rule counts from when it is set, and is gone when it is through or cleared", () => {
  const rules = new PacketRules();
  rules.judge("down", "PUBREC");
  rules.add(rule({ nth: 2 }));
  expect(rules.judge("down", "PUBREC")).toBeUndefined();
  expect(rules.judge("down", "PUBREC")?.id).toBe(1);
  expect(rules.isEmpty).toBe(true);
  rules.add(rule({}));
  rules.clear();
  expect(rules.judge("down", "PUBREC")).toBeUndefined();
});
