/** What a running broker is asked, and what it answered. */
import type { Allowances } from "../../mqtt/wire/allowances.ts";
import type { ProtocolVersion } from "../../mqtt/wire/control-packets.ts";

/** The topics as they are named to the user: each run and broker has its own. */
export const askedTopics = "mqbench/asks/…";

/** What it answered, by version of MQTT; a version that it left open has no entry. */
export type Answers = Readonly<Partial<Record<ProtocolVersion, Answer>>>;

export type Answer =
  | { readonly accepted: false; readonly how: string }
  | {
      readonly accepted: true;
      /** The answer to a PUBLISH with QoS 2, in words; null: none came in time, or it was not about QoS 2. */
      readonly publishQos2: "completed" | "answered with PUBACK" | "connection closed" | null;
      /** The answer to a SUBSCRIBE with QoS 2; null: the filter was refused, or none came in time. */
      readonly grantedQos: 0 | 1 | 2 | null;
      /** Whether a message comes to the member of a shared subscription; null: it was refused, or an answer did not come in time. */
      readonly shares: boolean | null;
      /** What its CONNACK allows; left out at 3.1.1, which says nothing of that. */
      readonly allows?: Allowances;
    };
