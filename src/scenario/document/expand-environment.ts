/** Writes the values of environment variables for `${NAME}` in the texts of a scenario, each unset one told with its place. */
import { substituteEnvironment } from "../../environment-values.ts";
import type { Report } from "./mistake.ts";
import type { Path } from "./path.ts";

export interface ExpandOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly report: Report;
}

export function expandEnvironment(value: unknown, options: ExpandOptions, path: Path = []): unknown {
  if (typeof value === "string") {
    const expanded = substituteEnvironment(value, options.environment);
    if ("text" in expanded) return expanded.text;
    options.report(path, `the environment variable ${expanded.unset} is not set`);
    return value;
  }
  if (Array.isArray(value)) return value.map((each, index) => expandEnvironment(each, options, [...path, index]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, expandEnvironment(each, options, [...path, key])]),
  );
}
