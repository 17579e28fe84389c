import { afterEach, beforeEach, expect, it, test, vi } from "vitest";
import { begun, graces, Hurry, patience, unlessHurried } from "./hurry.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => undefined);

/** How long it takes once the hurry has begun. */
async function hurriedMs(act: (hurry: Hurry) => Promise<unknown>): Promise<number> {
  const hurry = new Hurry();
  hurry.begin();
  const fromMs = performance.now();
  const ended = act(hurry).then(() => performance.now() - fromMs);
  await vi.advanceTimersByTimeAsync(60_000);
  return await ended;
}

test("an ending in which nothing ever answers is over in less than 5 s, however many waits it has", async () => {
  const took = await hurriedMs(async (hurry) => {
    for (const grace of Object.values(graces))
      for (let time = 0; time < 20; time += 1) await unlessHurried(never, hurry, null, grace);
  });
  expect(took).toBeGreaterThanOrEqual(4500);
  expect(took).toBeLessThan(4600);
});

test("each step of an ending has some of its time left, whatever the steps before it took", () => {
  const inOrder = Object.values(graces).slice(1);
  const latest = inOrder.map(({ byMs }) => byMs);
  expect(latest).toEqual(latest.toSorted((a, b) => a - b));
  for (const [index, { byMs }] of inOrder.entries())
    expect(byMs - (latest[index - 1] ?? 0)).toBeGreaterThanOrEqual(300);
});

test("a wait alone takes its own grace", async () => {
  expect(await hurriedMs(async (hurry) => await unlessHurried(never, hurry, null, graces.broker))).toBe(500);
  expect(await hurriedMs(async (hurry) => await patience(60_000, hurry, graces.tell))).toBe(1000);
});

test("what comes in time is taken, and what fails later harms nobody", async () => {
  const hurry = new Hurry();
  const late = new Promise<never>((_, reject) => void setTimeout(() => reject(new Error("late")), 1000));
  const waited = unlessHurried(late, hurry, "instead");
  hurry.begin();
  expect(await unlessHurried(Promise.resolve("value"), hurry, "instead")).toBe("value");
  await vi.advanceTimersByTimeAsync(2000);
  expect(await waited).toBe("instead");
});

it("does not wait for a hurry that has begun", async () => {
  const hurry = new Hurry();
  hurry.begin();
  await begun(hurry);
  const act = vi.fn<() => void>();
  hurry.onBegin(act);
  expect(act).toHaveBeenCalledOnce();
});

it("forgets who has taken it back", () => {
  const hurry = new Hurry();
  const act = vi.fn<() => void>();
  hurry.onBegin(act)();
  hurry.begin();
  expect(act).not.toHaveBeenCalled();
});
