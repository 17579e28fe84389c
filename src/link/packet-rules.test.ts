import { expect, test } from "vitest";
import { PacketRules } from "./packet-rules.ts";
import type { PacketRule } from "./packet-rules.ts";

function rule(changes: Partial<PacketRule>): PacketRule {
  const cut = { when: "before", manner: "reset" } as const;
  return { id: 1, clientId: "a", packet: "PUBREC", direction: "down", nth: 1, ...cut, ...changes };
}

/** Which of four PUBRECs to the client set off a rule, by the rule's id. */
function judged(...rules: readonly PacketRule[]): readonly (number | null)[] {
  const all = new PacketRules();
  for (const each of rules) all.add(each);
  return Array.from({ length: 4 }, () => all.judge("down", "PUBREC")?.id ?? null);
}

test.each([
  { name: "the first", rules: [rule({})], fired: [1, null, null, null] },
  { name: "the third, once", rules: [rule({ nth: 3 })], fired: [null, null, 1, null] },
  {
    name: "another type or direction never",
    rules: [rule({ packet: "PUBCOMP" }), rule({ direction: "up" })],
    fired: [null, null, null, null],
  },
  // Both count every packet; where both apply, the first set wins, and both are through.
  { name: "two rules", rules: [rule({ nth: 2 }), rule({ id: 2, nth: 3 })], fired: [null, 1, 2, null] },
  { name: "two of the same packet", rules: [rule({ nth: 2 }), rule({ id: 2, nth: 2 })], fired: [null, 1, null, null] },
])("a rule is set off by $name", ({ rules, fired }) => {
  expect(judged(...rules)).toEqual(fired);
});

test("a rule counts from when it is set, and is gone when it was set off or cleared", () => {
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
