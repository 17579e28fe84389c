/** Clients whose ids the broker assigns (MQTT 5, section 3.2.2.3.7), as a group states it. */
import { z } from "zod";
import type { Report } from "../document/mistake.ts";
import { dotted } from "../document/path.ts";
import type { Path } from "../document/path.ts";
import { rowOf } from "../loads.ts";
import type { Load } from "../loads.ts";
import { reportOlderVersion, reportUnasked } from "./version5-keys.ts";

export const assignedIdSchema = z
  .boolean()
  .default(false)
  .describe("MQTT 5: each of the group connects without a client id, and the broker assigns one");

interface Group {
  readonly assignedId: boolean;
  readonly clientId?: string | undefined;
}

interface Input {
  readonly protocol: "3.1.1" | "5";
  readonly client: "native" | "mqttjs";
  readonly load: Pick<Load, "kind">;
  readonly session: { readonly clean?: boolean | undefined };
}

/** `isCut`: the group's link cuts connections. */
export function readAssignedId(
  { assignedId, clientId }: Group,
  { protocol, client, load, session }: Input,
  { path, report, isCut }: { readonly path: Path; readonly report: Report; readonly isCut: boolean },
): { readonly hasAssignedId?: boolean } {
  if (!assignedId) return {};
  const around = { protocol, path, report };
  reportOlderVersion({ assignedId }, around);
  reportUnasked({ assignedId }, { kind: load.kind, course: rowOf(load).traits.course }, around);
  const at = [...path, "assignedId"];
  const tell = (text: string): void => report(at, `${dotted(at)} ${text}`);
  if (clientId !== undefined) tell("and clientId exclude each other: leave out one");
  if (isCut) tell("hides who is cut: leave it out, or cut");
  if (client === "mqttjs" && session.clean === false)
    tell("is not for client mqttjs with a kept session: it sends none without an id");
  return { hasAssignedId: true };
}
