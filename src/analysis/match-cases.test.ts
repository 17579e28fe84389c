import { expect, test } from "vitest";
import type { Axes } from "../scenario/sweep.ts";
import { caseId } from "../scenario/sweep.ts";
import { matchCases } from "./match-cases.ts";
import type { SideCase } from "./side.ts";

function cases(...all: readonly Axes[]): readonly SideCase[] {
  return all.map((axes) => ({ id: caseId(axes), axes, broker: "", scenario: null, trials: [], exact: new Map() }));
}

function matched(base: readonly SideCase[], head: readonly SideCase[]) {
  const { pairs, onlyBase, onlyHead } = matchCases(base, head);
  return { pairs: pairs.map((pair) => [pair.id, pair.base.id, pair.head.id]), onlyBase, onlyHead };
}

test("cases of one id are one, and what one side alone has is said", () => {
  expect(matched(cases({ qos: 0 }, { qos: 1 }), cases({ qos: 1 }, { qos: 2 }))).toEqual({
    pairs: [["qos=1", "qos=1", "qos=1"]],
    onlyBase: ["qos=0"],
    onlyHead: ["qos=2"],
  });
});

test("an axis that stands still on each side is not looked at", () => {
  const [base, head] = ["nats", "mosquitto"].map((broker) => cases({ broker, qos: 0 }, { broker, qos: 1 }));
  expect(matched(base ?? [], head ?? []).pairs).toEqual([
    ["qos=0", "broker=nats,qos=0", "broker=mosquitto,qos=0"],
    ["qos=1", "broker=nats,qos=1", "broker=mosquitto,qos=1"],
  ]);
});

test("no case stands for several of the other side", () => {
  const swept = cases({ qos: 0 }, { qos: 1 });
  expect(matched(swept, cases({}))).toEqual({ pairs: [], onlyBase: ["qos=0", "qos=1"], onlyHead: [""] });
  const nameless = cases({ qos: 0 }, { qos: 1 }).map((each) => ({ ...each, axes: {} }));
  expect(matched(nameless, cases({})).pairs).toEqual([]);
  expect(matched(cases({}), nameless).pairs).toEqual([]);
});
