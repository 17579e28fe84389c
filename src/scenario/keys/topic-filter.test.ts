import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesFilter, matchReceivers } from "./topic-filter.ts";

/** The examples of MQTT 3.1.1 sections 4.7.1 to 4.7.3, and what follows from them. */
const examples: readonly (readonly [filter: string, topic: string, matches: boolean])[] = [
  ["sport/tennis/player1/#", "sport/tennis/player1", true], // # includes the level above it
  ["sport/tennis/player1/#", "sport/tennis/player1/ranking", true],
  ["sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true],
  ["sport/tennis/player1/#", "sport/tennis/player10", false], // a level is compared whole
  ["sport/#", "sport", true],
  ["#", "sport/tennis", true], // every topic
  ["#", "/", true],
  ["sport/tennis/#", "sport/tennis/player1", true],
  ["sport/tennis/+", "sport/tennis/player1", true], // + is one level
  ["sport/tennis/+", "sport/tennis/player2", true],
  ["sport/tennis/+", "sport/tennis/player1/ranking", false],
  ["sport/+", "sport", false], // and not none
  ["sport/+", "sport/", true], // but it may be empty
  ["+", "finance", true],
  ["+", "/finance", false],
  ["+/+", "/finance", true],
  ["/+", "/finance", true],
  ["+/tennis/#", "sport/tennis", true],
  ["+/tennis/#", "sport/tennis/player1", true],
  ["sport/+/player1", "sport/tennis/player1", true],
  ["sport/+/player1", "sport/tennis/player2", false],
  ["#", "$SYS/monitor", false], // 4.7.2: a leading wildcard does not match a leading $
  ["+/monitor/Clients", "$SYS/monitor/Clients", false],
  ["$SYS/#", "$SYS/monitor/Clients", true],
  ["$SYS/#", "$SYS/", true],
  ["$SYS/monitor/+", "$SYS/monitor/Clients", true],
  ["sport/+", "sport/$x", true], // only the first level is special
  ["ACCOUNTS", "Accounts", false], // 4.7.3: case counts
  ["/A", "A", false], // and so does a leading slash
  ["a/", "a", false], // and a trailing one
  ["a b", "a b", true], // and spaces stand for themselves
];

describe("matchesFilter", () => {
  it.each(examples)("of %j and %j is %j", (filter, topic, matches) => {
    expect(matchesFilter(filter, topic)).toBe(matches);
  });
});

describe("matchReceivers", () => {
  it.each(examples)("of %j and %j is %j", (filter, topic, matches) => {
    expect(matchReceivers([filter], [topic])).toEqual([matches ? [0] : []]);
  });

  it("names a receiver for each of its places, in their order", () => {
    expect(matchReceivers(["a/+", "#", "b", "a/+", "a/1"], ["a/1", "b", "c"])).toEqual([[0, 1, 3, 4], [1, 2], [1]]);
  });

  it("agrees with matchesFilter", () => {
    const level = fc.constantFrom("", "a", "b", "$x");
    const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join("/"));
    const filter = fc
      .tuple(
        fc.array(fc.oneof(level, fc.constant("+")), { minLength: 1, maxLength: 4 }),
        fc.constantFrom([], ["#"]),
        fc.boolean(),
      )
      .map(([levels, rest, isAll]) => (isAll ? "#" : [...levels, ...rest].join("/")));
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 8 }), fc.array(topic, { maxLength: 8 }), (filters, topics) => {
        expect(matchReceivers(filters, topics)).toEqual(
          topics.map((each) => [...filters.keys()].filter((place) => matchesFilter(filters[place] ?? "", each))),
        );
      }),
      { numRuns: 500 },
    );
  });
});
