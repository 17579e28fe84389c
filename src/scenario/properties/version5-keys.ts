/** What clients of MQTT 5 ask of their connection and subscriptions, besides the properties of messages: keys, and what keeps them from being used. */
import { z } from "zod";
import type { ConnectAsks } from "../../mqtt/wire/control-packets.ts";
import type { Report } from "../document/mistake.ts";
import { dotted } from "../document/path.ts";
import type { Path } from "../document/path.ts";
import { sizeBytes } from "../keys/unit-values.ts";

export const topicAliasSchema = z
  .boolean()
  .optional()
  .describe(
    "MQTT 5: each connection's first message names the topic and an alias for it, the others the alias alone, as far as the broker allows aliases",
  )
  .meta({ default: false });

const topicAliasMaximumSchema = z
  .int()
  .min(1)
  .max(65_535)
  .optional()
  .describe("MQTT 5: topic aliases that the broker may use towards each of them; default: none");

/** Keys of a group of subscribers: what each asks of the broker in CONNECT. */
export const askKeys = {
  topicAliasMaximum: topicAliasMaximumSchema,
  receiveMaximum: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe(
      "MQTT 5: messages at QoS 1 and 2 that the broker may have on their way to each of them, unacknowledged; default: 65,535",
    ),
  maximumPacketSize: sizeBytes
    .optional()
    .describe("MQTT 5: the largest packet that each of them takes: the broker discards larger messages; default: any"),
};

type Asked = z.output<z.ZodObject<typeof askKeys>>;

/** What the clients of a group ask of the broker in CONNECT; undefined: nothing. */
export function resolveAsks({ topicAliasMaximum, receiveMaximum, maximumPacketSize }: Asked): ConnectAsks | undefined {
  const asks = {
    ...(topicAliasMaximum !== undefined && { topicAliasMaximum }),
    ...(receiveMaximum !== undefined && { receiveMaximum }),
    ...(maximumPacketSize !== undefined && { maximumPacketBytes: maximumPacketSize }),
  };
  return Object.keys(asks).length === 0 ? undefined : asks;
}

/** The keys of a group that are of MQTT 5, by name; a value of undefined or false: not stated. */
type Stated = Readonly<Record<string, unknown>>;

interface Around {
  readonly protocol: "3.1.1" | "5";
  readonly path: Path;
  readonly report: Report;
}

/** Reports each stated key of a scenario that speaks 3.1.1, at its line. */
export function reportOlderVersion(stated: Stated, { protocol, path, report }: Around): void {
  if (protocol === "5") return;
  for (const [key, value] of Object.entries(stated)) {
    const at = [...path, key];
    if (value !== undefined && value !== false) report(at, `${dotted(at)} is of MQTT 5: add \`protocol: "5"\``);
  }
}

/** Reports each stated key under a load whose clients ask for nothing. */
export function reportUnasked(
  stated: Stated,
  load: { readonly kind: string; readonly course: string },
  { path, report }: Around,
): void {
  if (load.course === "phases") return;
  for (const [key, value] of Object.entries(stated)) {
    const at = [...path, key];
    if (value !== undefined && value !== false)
      report(at, `${dotted(at)} is of loads steady and idle: leave it out under load ${load.kind}`);
  }
}

/** Reports a topic alias that no message of the load could use. */
export function reportUnscheduledAlias(
  topicAlias: boolean,
  load: { readonly kind: string; readonly isScheduled: boolean },
  { path, report }: Around,
): void {
  const at = [...path, "topicAlias"];
  if (topicAlias && !load.isScheduled)
    report(at, `${dotted(at)} is of messages on a schedule: leave it out under load ${load.kind}`);
}
