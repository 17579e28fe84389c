/** What the messages of a group carry. */
import type { IdentityPlace, PayloadPart } from "../../mqtt/payload/payload-parts.ts";
import { identityBytes } from "../../mqtt/wire/payload.ts";

/** A payload that is written for each message. */
export interface PayloadTemplate {
  readonly parts: readonly PayloadPart[];
  readonly identity: IdentityPlace;
  /** Whether messages may differ in length. */
  readonly isVarying: boolean;
}

export interface Payload {
  /** The most that a message carries; all carry as much, unless a template varies. */
  readonly bytes: number;
  /** The file that it is, or that its template is; null: none. */
  readonly file: string | null;
  /** null: all have the same bytes behind the identity. */
  readonly template: PayloadTemplate | null;
}

/** Whether each message says which one it is. */
export function saysWhichMessage({ bytes, template }: Pick<Payload, "bytes" | "template">): boolean {
  return template !== null || bytes >= identityBytes;
}

/** What chance begins with in the payloads of a group. */
export function payloadSeed(seed: number, group: number): number {
  return seed + group;
}
