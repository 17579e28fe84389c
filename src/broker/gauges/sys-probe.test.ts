import { describe, expect, it } from "vitest";
import { readTopics } from "./sys-probe.ts";

const clock = { fromMs: 1000, oldestMs: 3000 };

/** What came, by topic, and when. */
function watcher(values: Readonly<Record<string, readonly [text: string, atMs: number]>>, isOpen = true) {
  return {
    isOpen,
    latest: (topic: string) => {
      const [text, atMs] = values[topic.replace("$SYS/broker/", "")] ?? [];
      return text === undefined || atMs === undefined ? undefined : { text, atMs };
    },
  };
}

describe("$SYS topics", () => {
  it("are gauges; one that came once stands until it changes", () => {
    const all = watcher({
      uptime: ["9 seconds", 9000],
      "heap/current": ["123456", 2000],
      "publish/messages/dropped": ["0", 2000],
    });
    expect(readTopics(all, { ...clock, nowMs: 9500 })).toEqual({
      gauges: { heapBytes: 123_456, droppedMessages: 0 },
      problems: [],
    });
  });

  it("that are not numbers are gaps, not zeros", () => {
    const odd = watcher({
      uptime: ["9 seconds", 9000],
      "heap/current": ["", 9000],
      "clients/connected": ["many", 9000],
    });
    expect(readTopics(odd, { ...clock, nowMs: 9500 })).toEqual({ gauges: {}, problems: [] });
  });

  it.each([
    ["the first round is still to come", watcher({}), 2000, []],
    ["none ever comes", watcher({}), 4001, ["$SYS topics: the broker sends none"]],
    [
      "they stop coming",
      watcher({ uptime: ["1 seconds", 2000], "heap/current": ["5", 2000] }),
      5001,
      ["$SYS topics: the broker no longer sends them"],
    ],
    [
      "the connection is gone",
      watcher({ uptime: ["1 seconds", 2000], "heap/current": ["5", 2000] }, false),
      2001,
      ["$SYS topics: the connection ended"],
    ],
  ])("are a gap when %s", (_, values, nowMs, problems) => {
    expect(readTopics(values, { ...clock, nowMs })).toEqual({ gauges: {}, problems });
  });
});
