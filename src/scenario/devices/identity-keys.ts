/** Who the clients of a group are, as a scenario states it. */
import { z } from "zod";
import { show } from "../keys/unit-values.ts";
import { identityText } from "./identity-text.ts";
import { jwtSchema } from "./jwt-keys.ts";

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
  password: z
    .union([
      identityText("password of each: {csv.secret}, or ${NAME} of the environment"),
      z.strictObject({ jwt: jwtSchema }),
    ])
    .optional()
    .describe("default: what the broker's URL or MQBENCH_PASSWORD states"),
};

export type IdentityInput = z.output<z.ZodObject<typeof identityKeys>>;
