/** Who the clients of a group are: client id, user name and password of each, from its number or from its row in a file. */
import type { DeviceRows } from "./device-rows.ts";

/** Of a group's clients. */
export interface Identity {
  /** Templates; null: an id that mqbench makes, and the user name and password that the broker's URL states. */
  readonly clientId: string | null;
  readonly username: string | null;
  readonly password: string | null;
  /** Each logs in with a token of its own in the place of a password; left out: none does. */
  readonly jwt?: JwtPassword;
}

/** RFC 7518, section 3.1. */
export const jwtAlgorithms = ["RS256", "ES256", "HS256"] as const;
export type JwtAlgorithm = (typeof jwtAlgorithms)[number];

export interface JwtPassword {
  /** Path of the file that has it. */
  readonly key: string;
  readonly algorithm: JwtAlgorithm;
  /** Texts are templates; `iat` and `exp` come with each token. */
  readonly claims: Readonly<Record<string, string | number | boolean>>;
  readonly lifetimeSeconds: number;
}

/** Of a group that states nothing of it. */
export const noIdentity: Identity = { clientId: null, username: null, password: null };

/** With the rows of its devices; null: it names none. */
export interface Identified {
  readonly identity: Identity;
  readonly devices: DeviceRows | null;
}
