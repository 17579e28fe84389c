import { expect, test } from "vitest";
import { edgeText, narrowest, widthOf } from "./svg.ts";

test.each(["0", "99.9 %", "99.999 %", "10,000"])("%s is within the narrowest chart wherever it stands", (content) => {
  const width = widthOf(content) / narrowest;
  for (let at = 0; at <= 100; at += 1) {
    const [, anchor = "start"] = /text-anchor="(\w+)"/u.exec(edgeText(content, at / 100, 0)) ?? [];
    const left = at / 100 - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
    expect([at, anchor, left > -1e-9 && left + width < 1 + 1e-9]).toEqual([at, anchor, true]);
  }
});
