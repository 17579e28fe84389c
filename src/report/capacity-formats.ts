/** Every format in which a capacity search is shown. Pure. */
import type { CapacityResult } from "../result/capacity.ts";
import { renderCapacity, renderCapacityCsv } from "./answers/capacity-text.ts";
import { escapeTerminal } from "./escape.ts";
import { renderCapacityHtml } from "./formats/html/pages/capacity.ts";

export const capacityFormats = ["text", "html", "csv", "json"] as const;
export type CapacityFormat = (typeof capacityFormats)[number];

export function printCapacity(result: CapacityResult, path: string | null, format: CapacityFormat): string {
  if (format === "html") return renderCapacityHtml(result);
  if (format === "json") return `${escapeTerminal(JSON.stringify(result))}\n`;
  return format === "csv" ? renderCapacityCsv(result) : renderCapacity(result, path);
}
