import { expect, test } from "vitest";
import { SteppedMessages, zeros } from "./stepped-messages.ts";
import type { ReceivedPublish } from "../../mqtt/client/step-packets.ts";

const bench = () => ({ runTag: 7, altered: { topic: 0, length: 0, content: 0 } });
const second = { sensor: 1, sequence: 9 };

function arrived(topic: string, payload: Uint8Array): ReceivedPublish {
  return { type: "PUBLISH", qos: 1, isDuplicate: false, isRetained: false, packetId: 1, topic, payload };
}

test("a message that arrives as it was sent says which it is, and nothing is counted", () => {
  const of = bench();
  const messages = new SteppedMessages(of, ["a", "b"], zeros(20));
  expect(messages.read(arrived("b", messages.payloadOf(second)))).toEqual(second);
  expect(of.altered).toEqual({ topic: 0, length: 0, content: 0 });
});

test.each([
  ["topic", (payload: Uint8Array) => arrived("a", payload)],
  ["length", (payload: Uint8Array) => arrived("b", payload.subarray(0, 19))],
  ["content", (payload: Uint8Array) => arrived("b", payload.with(17, 1))],
] as const)("one that differs by its %s is none, and is counted as such", (difference, alter) => {
  const of = bench();
  const messages = new SteppedMessages(of, ["a", "b"], zeros(20));
  const publish = alter(messages.payloadOf(second));
  expect(messages.read(publish)).toBeUndefined();
  expect(messages.isOne(publish, second)).toBe(false);
  expect(of.altered).toEqual({ topic: 0, length: 0, content: 0, [difference]: 1 });
});

test("what is of another run is nobody's, and not counted", () => {
  const of = bench();
  const others = new SteppedMessages({ ...of, runTag: 8 }, ["a", "b"], zeros(20));
  expect(new SteppedMessages(of, ["a", "b"], zeros(20)).read(arrived("b", others.payloadOf(second)))).toBeUndefined();
  expect(of.altered).toEqual({ topic: 0, length: 0, content: 0 });
});
