/** Who the clients of a group are: client id, user name and password of each, from its number or from its row in a file. */
import type { DeviceRows } from "./device-rows.ts";

/** Of a group's clients. */
export interface Identity {
  /** Templates; null: an id that mqbench makes, and the user name and password that the broker's URL states. */
  readonly clientId: string | null;
  readonly username: string | null;
  readonly password: string | null;
}

/** Of a group that states nothing of it. */
export const noIdentity: Identity = { clientId: null, username: null, password: null };

/** With the rows of its devices; null: it names none. */
export interface Identified {
  readonly identity: Identity;
  readonly devices: DeviceRows | null;
}
