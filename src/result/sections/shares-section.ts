/** What became of the messages of each shared subscription, and how they were spread over its members. */
import { z } from "zod";

const count = z.number();

const leaver = z.strictObject({
  client: z.string().describe("client id without the run's prefix"),
  by: z.enum(["disconnect", "kill"]),
  afterNs: z.number().describe("since measure began"),
  delivered: count.describe("messages of measure that it received"),
});

const share = z
  .strictObject({
    name: z.string(),
    subscriptions: count.describe(
      "name and filter, on each instance of the broker: each message goes to one member of each",
    ),
    members: count,
    expected: count.describe("messages of measure, once for each subscription that matches"),
    delivered: count.describe("distinct ones that a member received"),
    lost: count.describe("received by no member"),
    again: count.describe("received by another member as well"),
    spread: z
      .strictObject({ least: count, median: count, most: count })
      .nullable()
      .describe("messages of measure received by each member that stayed; null: none stayed"),
    left: z.array(leaver).describe("members that left within measure, as the scenario says"),
  })
  .describe("a shared subscription: members of one name");

export const shares = z.array(share);

export type SharesSection = z.output<typeof shares>;
