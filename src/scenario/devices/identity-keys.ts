/** Who the clients of a group are, as a scenario states it. */
import { z } from "zod";
import { nearest } from "../document/nearest.ts";
import { show } from "../keys/unit-values.ts";
import { isColumn } from "./expand-text.ts";

/** A text of which each client has its own. */
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

const file = z.string().min(1);

/** Keys of a group. */
export const identityKeys = {
  devices: z
    .union(
      [
        file.transform((path) => ({ file: path, skip: 0 })),
        z.strictObject({
          file,
          skip: z.int().min(0).max(1e7).default(0).describe("rows that belong to others, such as another group"),
        }),
      ],
      { error: (issue) => `expected a file such as fleet.csv, or { file, skip: 100 }, got ${show(issue.input)}` },
    )
    .optional()
    .describe(
      "CSV file with a row for each client, names of the columns in its first line; {csv.NAME} is what the client's row says",
    ),
  clientId: identityText("client id of each: {csv.serial}, or fleet-{id}; default: one that mqbench makes").optional(),
  username: identityText("user name of each; default: what the broker's URL or MQBENCH_USERNAME states").optional(),
  password: identityText(
    "password of each: {csv.secret}, or ${NAME} of the environment; default: what the broker's URL or MQBENCH_PASSWORD states",
  ).optional(),
};

export type IdentityInput = z.output<z.ZodObject<typeof identityKeys>>;
