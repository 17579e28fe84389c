/** Which version of MQTT a scenario asks for: YAML reads 5 as a number and 3.1.1 as a text. */
import { z } from "zod";
import { show } from "./unit-values.ts";

export const protocol = z
  .union([z.enum(["3.1.1", "5"]), z.literal(5).transform((): "5" => "5")], {
    error: (issue) => `expected 3.1.1 or 5, got ${show(issue.input)}`,
  })
  .default("3.1.1")
  .describe("MQTT version");
