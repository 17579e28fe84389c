import { expect, it } from "vitest";
import type { Turn } from "./candidates.ts";
import { dryRunText } from "./dry-run.ts";
import { secondsOf } from "./experiments.ts";

const candidate = { broker: "nats", folder: null } as const;
const cost: Turn = { experiment: "cost", candidate };
const storm: Turn = { experiment: "storm", candidate };

it("a dry run counts what is left, and names what is kept", () => {
  const text = dryRunText(
    [
      { turn: cost, seconds: 75, isKept: true },
      { turn: storm, seconds: 150, isKept: false },
    ],
    "results/brokers",
  );
  expect(text).toContain("into results/brokers: about 2 min 30 s");
  expect(text).toMatch(/^nats {2,}kept {2,}2 min 30 s {2,}2 min 30 s$/mu);
  expect(text).toContain("order: storm of nats\n");
});

it("a dry run of what is all kept says that nothing is left to make", () => {
  expect(dryRunText([{ turn: cost, seconds: 75, isKept: true }], "results/brokers")).toContain("nothing to make");
});

it("an estimate counts the levels that a broker has, and the starts of fresh ones", () => {
  // 2 levels × 5 trials × (1 s of start and 6.5 s of trial), and 3 levels of mosquitto.
  expect(secondsOf("cost", "nats", false)).toBe(75);
  expect(secondsOf("cost", "mosquitto", false)).toBe(112.5);
  expect(secondsOf("cost", "mosquitto", true)).toBe(18);
});

it("an estimate is nothing where the broker leaves too little with a subscriber to hold", () => {
  expect(secondsOf("held", "ejabberd", false)).toBe(0);
  // 2 payloads × 5 trials × (1 s + 12 s + 8 waits of 1 s for $SYS).
  expect(secondsOf("held", "mosquitto", false)).toBe(210);
});
