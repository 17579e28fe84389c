import fc from "fast-check";
import { expect, it } from "vitest";
import { SessionIn } from "./session-in.ts";

/** Few identifiers, so that they come again, many of which share a place at a small capacity. */
const ids = [1, 2, 3, 8, 9, 16, 256, 1024, 32_767, 32_768, 32_769, 65_535];
const packetId = fc.constantFrom(...ids);
/** An account that no step of the model uses. */
const strangers = 1000;
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("receive"), packetId }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("release"), packetId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear"), packetId }) },
);

it("knows what a map would know after any steps", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const session = new SessionIn(strangers);
      const model = new Map<number, readonly [account: number, intendedNs: number]>();
      steps.forEach(({ kind, packetId: id }, index) => {
        if (kind === "clear") {
          session.clear();
          model.clear();
        } else if (kind === "receive" && !model.has(id)) {
          session.receive(id, index, index * 1e6);
          model.set(id, [index, index * 1e6]);
        } else if (kind === "release" && model.has(id)) {
          session.release(id);
          model.delete(id);
        }
        const known = ids.filter((each) => session.has(each));
        expect(known).toEqual(ids.filter((each) => model.has(each)));
        const told = known.map((each) => [session.accountOf(each), session.intendedNsOf(each)]);
        expect(told).toEqual(known.map((each) => model.get(each)));
        expect(session.inflight).toBe(model.size);
      });
    }),
  );
});

it("keeps the intended time of a message that states none", () => {
  const session = new SessionIn(strangers);
  session.receive(5, 3, -1);
  expect([session.accountOf(5), session.intendedNsOf(5)]).toEqual([3, -1]);
});

it("takes a released identifier again with what its new message says", () => {
  const session = new SessionIn(strangers);
  session.receive(5, 1, 10);
  session.release(5);
  session.receive(5, 2, 20);
  expect([session.accountOf(5), session.intendedNsOf(5), session.inflight]).toEqual([2, 20, 1]);
});

it("answers for a stranger's message, and does not count it as in flight", () => {
  const session = new SessionIn(strangers);
  session.receive(5, strangers, -1);
  session.receive(6, 1, 10);
  expect([session.has(5), session.inflight]).toEqual([true, 1]);
  session.release(5);
  session.release(6);
  expect([session.has(5), session.inflight]).toEqual([false, 0]);
});

it("keeps an account above 255", () => {
  const session = new SessionIn(strangers);
  session.receive(5, 300, 10);
  expect(session.accountOf(5)).toBe(300);
});
