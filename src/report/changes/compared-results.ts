/** Both sides of a kept comparison, compared again. Pure. */
import { compare } from "../../analysis/compare.ts";
import { sideOfResult } from "../../analysis/side.ts";
import type { RunResult } from "../../result/schema.ts";
import { renderComparisonHtml } from "../formats/html/pages/comparison.ts";
import { shortfallTexts } from "../shortfall.ts";
import { renderComparison } from "./comparison-text.ts";

export function compareKept(base: RunResult, head: RunResult, format: "text" | "html"): string {
  const comparison = compare(sideOfResult(base), sideOfResult(head));
  const missing = Object.entries({ A: base, B: head }).flatMap(([side, result]) =>
    shortfallTexts(result).map((text) => `side ${side}: ${text}`),
  );
  if (format === "html") return renderComparisonHtml(comparison, missing);
  return `${renderComparison(comparison)}${missing.map((text) => `${text}\n`).join("")}`;
}
