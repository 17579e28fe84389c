/** How long a broker of MQTT 5 keeps a session without its client (section 3.1.2.11.2), as a scenario states it. */
import type { Report } from "../document/mistake.ts";
import { periodNs } from "../keys/unit-values.ts";
import { rowOf } from "../loads.ts";
import type { Load } from "../loads.ts";
import { reportOlderVersion } from "./version5-keys.ts";

export const sessionExpirySchema = periodNs
  .optional()
  .describe(
    "MQTT 5: how long a session that is kept outlives its connection, whole seconds; default: longer than any run",
  );

interface Input {
  readonly protocol: "3.1.1" | "5";
  readonly load: Pick<Load, "kind">;
  /** `expiry`: nanoseconds. */
  readonly session: { readonly expiry?: number | undefined };
}

/** `isClean`: no session is kept. */
export function readSessionExpiry(
  { protocol, load, session: { expiry } }: Input,
  isClean: boolean,
  report: Report,
): { readonly expirySeconds?: number } {
  if (expiry === undefined) return {};
  const tell = (text: string): void => report(["session", "expiry"], `session.expiry ${text}`);
  reportOlderVersion({ expiry }, { protocol, path: ["session"], report });
  const seconds = expiry / 1e9;
  if (!Number.isInteger(seconds)) tell(`must be whole seconds, got ${seconds} s`);
  if (isClean) tell("is of a session that is kept: add `clean: false`");
  if (rowOf(load).traits.course === "steps")
    tell(`is not of load ${load.kind}, which has sessions of its own: leave it out`);
  return { expirySeconds: seconds };
}
