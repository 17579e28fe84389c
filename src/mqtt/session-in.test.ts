import fc from "fast-check";
import { expect, test } from "vitest";
import { SessionIn } from "./session-in.ts";

test("it knows what was received and not released, like a map would", () => {
  const step = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 65_535 }));
  const property = fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
    const session = new SessionIn();
    const model = new Map<number, readonly [number, number]>();
    for (const [index, [isReceive, id]] of steps.entries()) {
      const known = session.has(id) ? [session.accountOf(id), session.intendedNsOf(id)] : undefined;
      expect(known).toEqual(model.get(id));
      if (isReceive && !model.has(id)) {
        session.receive(id, index % 250, index * 1000);
        model.set(id, [index % 250, index * 1000]);
      } else if (model.has(id)) {
        session.release(id);
        model.delete(id);
      }
      expect(session.inflight).toBe(model.size);
    }
  });
  fc.assert(property);
});

test("every identifier at once has its place", () => {
  const session = new SessionIn();
  for (let id = 1; id <= 65_535; id += 1) session.receive(id, 1, id);
  expect(session.inflight).toBe(65_535);
  expect([1, 30_000, 65_535].map((id) => session.intendedNsOf(id))).toEqual([1, 30_000, 65_535]);
});

test("cleared, it knows nothing", () => {
  const session = new SessionIn();
  session.receive(7, 1, 1);
  session.clear();
  expect(session.has(7)).toBe(false);
  expect(session.inflight).toBe(0);
});
