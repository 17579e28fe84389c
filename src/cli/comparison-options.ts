/** The options of every command that compares: which figures, which calibration, across environments or not. */
import type { CompareOptions } from "../analysis/compare.ts";
import { parseFigureName } from "../analysis/figure.ts";
import type { FigureName } from "../analysis/figure.ts";
import { MqbenchError } from "../errors.ts";

export interface ComparisonOptions {
  readonly metric: readonly string[];
  readonly force?: boolean;
}

export function compareOptionsOf(options: ComparisonOptions): CompareOptions {
  return {
    isForced: options.force === true,
    ...(options.metric.length > 0 && { figures: options.metric.map(figureNamed) }),
  };
}

function figureNamed(text: string): FigureName {
  const figure = parseFigureName(text);
  if (typeof figure === "string")
    throw new MqbenchError("usage", `--metric ${text}: ${figure}`, {
      hint: "a figure is named as in a threshold: serviceTime.p50, brokerRssPeak",
    });
  return figure;
}
