/** The committed baseline: what the specification fixes of each case, a line a metric, to be read in a review like a lock file. */
import { z } from "zod";
import { inOneLineEach } from "../visible-text.ts";
import { checkedName } from "./checked-scenario.ts";
import { MqbenchError } from "../errors.ts";
import { readGivenText } from "../given-file.ts";
import { isMetricName } from "../metrics/catalogue.ts";
import { mostResultBytes } from "./store.ts";

const schemaName = "mqbench/baseline";
const baselineVersion = 1;

const baselineSchema = z.strictObject({
  schema: z.literal(schemaName),
  version: z.literal(baselineVersion),
  scenario: checkedName,
  cases: z.record(
    z.string(),
    z.strictObject({
      broker: z.string(),
      /** The scenario as it was resolved, so that a changed one is named before its figures; left out by an older mqbench. */
      scenario: z.record(z.string(), z.unknown()).optional(),
      metrics: z
        .record(z.string(), z.number())
        .refine(
          (metrics) => Object.keys(metrics).every(isMetricName),
          "names a metric that this mqbench does not know",
        ),
    }),
  ),
});

type BaselineCases = z.output<typeof baselineSchema>["cases"];

export interface Baseline {
  readonly scenario: string;
  readonly cases: BaselineCases;
}

/** Ends with a line break, and changes where a figure changes only. */
export function formatBaseline({ scenario, cases }: Baseline): string {
  return `${JSON.stringify({ schema: schemaName, version: baselineVersion, scenario, cases }, null, 2)}\n`;
}

/** undefined: the file is something else, such as a result. */
function parseBaseline(path: string, text: string): Baseline | undefined {
  const value = parseJson(text);
  if (!z.looseObject({ schema: z.literal(schemaName) }).safeParse(value).success) return undefined;
  const parsed = baselineSchema.safeParse(inOneLineEach(value, new Set()));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new MqbenchError("usage", `the baseline ${path} is damaged: ${issue?.path.join(".")}: ${issue?.message}`, {
    hint: "`mqbench baseline accept RESULT` writes it anew",
  });
}

/** undefined: there is none, or it is something else. */
export function readBaseline(path: string): Baseline | undefined {
  let text: string;
  try {
    text = readGivenText(path, mostResultBytes);
  } catch {
    return undefined;
  }
  return parseBaseline(path, text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
