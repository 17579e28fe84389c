/** Exchanges that the handshake load broke off, withheld or doubled. Pure. */
import type { HandshakeRow } from "../../result/loads/handshake.ts";
import type { Trial } from "../../result/schema.ts";

/** None where the trial ran another kind of load. */
export function exchangesOf({ load }: Trial): readonly HandshakeRow[] {
  return load.kind === "handshake" ? load.rows : [];
}
