/** `mqbench schema`: prints the JSON Schema of scenarios or of results. */
import type { ExitName } from "../../errors.ts";
import { MqbenchError } from "../../errors.ts";
import { resultJsonSchema } from "../../result/schema.ts";
import { scenarioJsonSchema } from "../../scenario/schema.ts";
import { printText } from "../output.ts";

export function schemaCommand(which: string): ExitName {
  if (which !== "scenario" && which !== "result") {
    throw new MqbenchError("usage", `unknown schema ${which}: expected scenario or result`);
  }
  const schema = which === "scenario" ? scenarioJsonSchema() : resultJsonSchema();
  printText(`${JSON.stringify(schema, null, 2)}\n`);
  return "passed";
}
