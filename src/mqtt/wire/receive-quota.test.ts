import { expect, test } from "vitest";
import { ReceiveQuota } from "./receive-quota.ts";

function quotaOf(maximum: number) {
  const beyond = { messages: 0, most: 0 };
  return { beyond, quota: new ReceiveQuota(maximum, beyond) };
}

test("each message beyond what CONNECT allowed, and unanswered, is counted, and the most at once", () => {
  const { quota, beyond } = quotaOf(2);
  quota.take(1);
  quota.take(1);
  expect(beyond).toEqual({ messages: 0, most: 0 });
  quota.take(1);
  quota.take(2);
  expect(beyond).toEqual({ messages: 2, most: 4 });
});

test("what is answered in a read makes room from the next read on: the broker cannot have known before", () => {
  const { quota, beyond } = quotaOf(1);
  quota.take(1);
  quota.giveBack();
  quota.take(2);
  quota.giveBack();
  expect(beyond.messages).toBe(0);
  quota.take(2);
  expect(beyond).toEqual({ messages: 1, most: 2 });
});

test("a new connection has the whole quota", () => {
  const { quota, beyond } = quotaOf(1);
  quota.take(1);
  quota.clear();
  quota.take(2);
  expect(beyond.messages).toBe(0);
});
