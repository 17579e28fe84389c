import { describe, expect, it } from "vitest";
import { fakeResult } from "./fake-result.ts";
import { runResultSchema } from "../schema.ts";

describe("the result that tests share", () => {
  it("is a valid result", () => {
    expect(runResultSchema.parse(fakeResult())).toEqual(fakeResult());
  });

  it("has no publish latency at QoS 0, where it does not exist", () => {
    const has = fakeResult().trials.map(({ case: id, metrics }) => [id, "publishLatency" in metrics]);
    expect(has).toEqual([
      ["qos=0", false],
      ["qos=2", true],
    ]);
  });
});
