import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";
import { heldAt, holdSteps, numberedTopic, numberTopic, plateausOf, sampleHeld, shareOf } from "./hold-steps.ts";
import type { HoldLoad, HoldStep } from "./hold-steps.ts";

function holdLoad(step: HoldStep, levels: readonly number[]): HoldLoad {
  return { kind: "hold", step, levels, settleNs: 0, sampleNs: 0, timeoutNs: 0 };
}

describe("a sensor's share of a level", () => {
  const anyFleet = fc.record({ sensors: fc.integer({ min: 1, max: 60 }), top: fc.integer({ min: 1, max: 5000 }) });

  it("adds up to the level", () => {
    fc.assert(
      fc.property(anyFleet, ({ sensors, top }) => {
        expect(heldAt(holdLoad("puback", [0, top]), top, sensors)).toBe(top);
      }),
    );
  });

  it("is never less at a higher level, nor more than one more than another's", () => {
    fc.assert(
      fc.property(anyFleet, fc.nat(5000), ({ sensors, top }, lower) => {
        const load = holdLoad("pubrec", [0, top]);
        const shares = Array.from({ length: sensors }, (_, number) => shareOf(load, top, sensors, number));
        const isRising = shares.every((share, n) => share >= shareOf(load, Math.min(lower, top), sensors, n));
        expect([isRising, Math.max(...shares) - Math.min(...shares) <= 1]).toEqual([true, true]);
      }),
    );
  });

  it("is all or nothing of an offline queue, which is only emptied whole", () => {
    const load = holdLoad("offline", [0, 1000, 4000]);
    const shares = (level: number) => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => shareOf(load, level, 10, number));
    expect(shares(0)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(shares(1000)).toEqual([400, 400, 400, 0, 0, 0, 0, 0, 0, 0]);
    expect(heldAt(load, 1000, 10)).toBe(1200);
    expect(heldAt(load, 4000, 10)).toBe(4000);
  });
});

it("levels warm the broker, rise, and fall back to nothing", () => {
  const inWords = (levels: readonly number[]): readonly string[] =>
    plateausOf(holdLoad("pubrel", levels)).map(({ level, direction }) => `${direction} ${level}`);
  expect(inWords([0, 2, 5])).toEqual([
    "warming 2",
    "warming 0",
    "rising 0",
    "rising 2",
    "rising 5",
    "falling 2",
    "falling 0",
  ]);
  expect(inWords([2, 5]).at(-1)).toBe("falling 0");
});

it("what is read back is of every sensor, and of its first messages as of its last", () => {
  const sampled = sampleHeld(holdLoad("retained", [0, 20_000]), 20_000, 50);
  expect(sampled).toHaveLength(100);
  expect(new Set(sampled.map(({ sensor }) => sensor)).size).toBe(50);
  expect([sampled[0], sampled.at(-1)]).toEqual([
    { sensor: 0, message: 0 },
    { sensor: 49, message: 399 },
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(300), (sensors, level) => {
      const load = holdLoad("retained", [0, level]);
      const few = sampleHeld(load, level, sensors);
      expect(new Set(few.map(({ sensor, message }) => `${sensor} ${message}`)).size).toBe(Math.min(100, level));
      expect(few.every(({ sensor, message }) => message < shareOf(load, level, sensors, sensor))).toBe(true);
    }),
  );
  expect(numberTopic("é/{message}/t", 12)).toBe("é/0000012/t");
});

it("a message's number stands in its topic as digits", () => {
  expect(numberedTopic("é/{message}/t")).toEqual({ topic: "é/0000000/t", digitsAt: 3 });
  expect(numberedTopic("t/1")).toBeNull();
});

/** A hold scenario that is sound at every step. */
function holdText(step: string, more = ""): string {
  const sensors = "sensors: { count: 10, topic: 'h/{id}', payload: 16B }";
  return `name: x\nload: { kind: hold, step: ${step}, levels: [0, 5, 10] }\n${sensors}\nsubscribers: { count: 10, topic: 'h/{id}' }\n${more}`;
}

describe("a step", () => {
  it.each(holdSteps)("%s is sound with one scenario for all", (step) => {
    expect(readOne(holdText(step)).load).toMatchObject({ kind: "hold", step });
  });

  it.each([
    ["pubrel", 2, false], // withheld by the sender: a persistent session, QoS 2 by itself
    ["puback", 1, false],
    ["pubrec", 2, false],
    ["pubcomp", 2, false],
    ["offline", 1, false],
    ["retained", 1, true],
    ["connection", 1, true],
  ])("%s implies QoS %d, and a clean session: %j", (step, qos, clean) => {
    const { sensors, session } = readOne(holdText(step));
    expect([sensors[0]?.qos, session.clean]).toEqual([qos, clean]);
  });

  it("that withholds PUBREL has a window for its whole share", () => {
    const text = holdText("pubrel").replace("[0, 5, 10]", "[0, 5, 1001]");
    expect(readOne(text).sensors[0]?.window).toBe(101);
  });

  it("that sensors hold alone leaves subscribers out", () => {
    expect(readOne(holdText("retained")).subscribers).toEqual([]);
  });

  it("retained gives each message a topic of its own, and retains it", () => {
    expect(readOne(holdText("retained")).sensors[0]).toMatchObject({ topic: "h/{id}/{message}", retain: true });
  });
});

describe("a hold scenario that cannot be", () => {
  it.each([
    ["levels that fall", holdText("puback").replace("[0, 5, 10]", "[0, 10, 5]"), /load\.levels must rise/u],
    ["another driver", holdText("puback", "client: mqttjs"), /client mqttjs cannot withhold an answer/u],
    ["a level that the step does not have", holdText("puback", "qos: 2"), /step puback exists at QoS 1 only/u],
    ["an offline queue at QoS 0", holdText("offline", "qos: 0"), /holds QoS 1 and 2 only/u],
    [
      "sensors beyond the connections",
      holdText("connection").replace("count: 10,", "count: 11,"),
      /count must be the highest level, 10/u,
    ],
    [
      "too few packet identifiers",
      holdText("pubrec").replace("[0, 5, 10]", "[0, 5, 1000000]"),
      /count must be at least 16/u,
    ],
    [
      "two receivers of a message",
      holdText("puback").replace("topic: 'h/{id}' }\n", "topic: 'h/+' }\n"),
      /exactly one subscriber/u,
    ],
    [
      "a topic that its messages' numbers make too long",
      holdText("retained").replace("h/{id}', payload", `${"h".repeat(65_530)}', payload`),
      /topic is longer than 65,535 bytes with the level of \{message\}/u,
    ],
    [
      "numbered topics elsewhere",
      holdText("puback").replace("h/{id}', payload", "h/{id}/{message}', payload"),
      /under step retained only/u,
    ],
    [
      "fewer sessions than sensors",
      holdText("offline").replace("subscribers: { count: 10, topic: 'h/{id}'", "subscribers: { count: 1, topic: 'h/+'"),
      /as many subscribers as sensors: 10 subscribers/u,
    ],
  ])("says so of %s", (_, text, words) => {
    expect(problemsOf(text).join("\n")).toMatch(words);
  });
});
