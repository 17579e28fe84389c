/** The options of a subscription (MQTT 5, section 3.8.3.1), as subscribers and sensors that listen state them. */
import { z } from "zod";
import type { SubscriptionOptions } from "../../mqtt/wire/control-packets.ts";
import type { Report } from "../document/mistake.ts";
import type { Path } from "../document/path.ts";
import { show } from "../keys/unit-values.ts";
import { rowOf } from "../loads.ts";
import type { Load } from "../loads.ts";
import { reportOlderVersion, reportUnasked } from "./version5-keys.ts";

export const optionKeys = {
  noLocal: z.boolean().default(false).describe("MQTT 5: what the client itself publishes does not come back to it"),
  retainAsPublished: z
    .boolean()
    .default(false)
    .describe("MQTT 5: RETAIN of what comes is as it was published, and not set of old messages alone"),
  retainHandling: z
    .union([z.literal(0), z.literal(1), z.literal(2)], {
      error: ({ input }) => `must be 0 (always), 1 (when the subscription is new) or 2 (never), got ${show(input)}`,
    })
    .optional()
    .describe(
      "MQTT 5: whether retained messages come at SUBSCRIBE: 0 always, 1 when the subscription is new, 2 never; default: 0",
    ),
};

type Options = z.output<z.ZodObject<typeof optionKeys>>;

interface Scenario {
  readonly protocol: "3.1.1" | "5";
  readonly load: Pick<Load, "kind">;
}

/** No `options` where none is stated. */
export function readOptions(
  { noLocal, retainAsPublished, retainHandling }: Options,
  { protocol, load }: Scenario,
  path: Path,
  report: Report,
): { readonly options?: SubscriptionOptions } {
  const stated = { noLocal, retainAsPublished, retainHandling };
  const around = { protocol, path, report };
  reportOlderVersion(stated, around);
  reportUnasked(stated, { kind: load.kind, course: rowOf(load).traits.course }, around);
  if (!noLocal && !retainAsPublished && retainHandling === undefined) return {};
  return { options: { noLocal, retainAsPublished, retainHandling: retainHandling ?? 0 } };
}
