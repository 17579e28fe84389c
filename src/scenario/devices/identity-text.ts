/** A text of a scenario of which each client has its own. */
import { z } from "zod";
import { nearest } from "../document/nearest.ts";
import { isColumn } from "./expand-text.ts";

export function identityText(what: string) {
  return z
    .string()
    .min(1)
    .superRefine((text, context) => {
      const problem = placeholderProblem(text);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    })
    .describe(what);
}

function placeholderProblem(text: string): string | undefined {
  const found = [...text.matchAll(/\{[^{}]*\}?|\}/gu)].map(([each]) => each);
  const unknown = found.find((each) => each !== "{id}" && !isColumn(each));
  if (unknown === undefined) return undefined;
  return `unknown placeholder \`${unknown}\`${nearest(unknown, ["{id}", "{csv.NAME}"])}; {id} is the client's number, {csv.NAME} what its row of devices says`;
}
