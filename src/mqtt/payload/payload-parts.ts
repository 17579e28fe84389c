/** What a payload is made of, part by part: each says the same for the same seed, sensor and sequence number, wherever it is written. */

/** In units of 10^-decimals: 20.5 with one decimal is 205. */
interface Numbers {
  readonly least: number;
  readonly most: number;
  readonly decimals: number;
}

export type PayloadPart =
  | { readonly kind: "literal"; readonly text: string }
  /** Which message of which sensor it is, and when it was due, as 32 hexadecimal digits. */
  | { readonly kind: "identity" }
  /** The same, as 16 bytes. */
  | { readonly kind: "binary identity" }
  | { readonly kind: "sequence" }
  /** The sensor's number in its group, zero-padded to so many digits. */
  | { readonly kind: "id"; readonly digits: number }
  /** When the message was due: 2026-11-29T02:08:24.123Z, or milliseconds since 1970. */
  | { readonly kind: "time"; readonly as: "iso" | "ms" }
  /** Each apart from the others. */
  | ({ readonly kind: "number" } & Numbers)
  /** Moves by at most `step` from message to message, between points that chance sets. */
  | ({ readonly kind: "walk"; readonly step: number } & Numbers)
  | { readonly kind: "pick"; readonly options: readonly string[] }
  /** So many hexadecimal digits. */
  | { readonly kind: "hex"; readonly digits: number }
  /** What the sensor's row says in a column; `isEscaped`: as within a JSON string. */
  | { readonly kind: "cell"; readonly column: string; readonly isEscaped: boolean }
  /** As many bytes as chance says, which do not compress. */
  | { readonly kind: "filler"; readonly least: number; readonly most: number };

/** Where the identity of a message stands in its payload. */
export interface IdentityPlace {
  readonly as: "binary" | "hex";
  readonly from: "start" | "end";
  /** Bytes between there and its first byte. */
  readonly offset: number;
}

export const hexIdentityBytes = 32;
export const isoTimeBytes = 24;
/** Until the year 2286. */
export const msTimeBytes = 13;

/** Texts in UTF-8, one behind the other, and where each ends. */
export interface Texts {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

/** A payload as it is written: the parts, and the cells of those that have them, by their place. */
export interface PayloadProgram {
  readonly parts: readonly PayloadPart[];
  readonly cells: readonly (Texts | null)[];
  readonly identity: IdentityPlace;
  readonly seed: number;
  /** The number, over all, of the group's first sensor. */
  readonly firstSensor: number;
  /** The most bytes that a payload has. */
  readonly mostBytes: number;
}

/** The trial that payloads are written in. */
export interface PayloadTrial {
  readonly runTag: number;
  /** From 1970 to the beginning of the trial, which intended times count from. */
  readonly epochUs: number;
}
