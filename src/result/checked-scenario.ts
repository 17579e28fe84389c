/** The scenario that a result keeps: its name becomes a part of file names, whoever wrote the file. */
import { z } from "zod";
import { identifierForm } from "../scenario/keys/identifier.ts";

export const checkedName = z.string().regex(identifierForm, "is not a valid name: it would be a part of file names");

export const checkedScenario = z
  .record(z.string(), z.unknown())
  .refine(({ name }) => name === undefined || checkedName.safeParse(name).success, {
    path: ["name"],
    message: "is not a valid name: it would be a part of file names",
  });

/** What of a result has lines of its own: files that brokers were configured with, the scenario, which is shown as JSON, and the command, which is quoted. */
export const manyLines: ReadonlySet<string> = new Set(["configuration", "scenario", "command"]);
