/** The certificate of each device: PEM files whose names have its number or what its row says. */
import { readFileSync } from "node:fs";
import { expandText } from "./expand-text.ts";
import type { Numbered } from "./expand-text.ts";

/** Paths, templates of which each client has its own. */
export interface DeviceTls {
  readonly cert: string;
  readonly key: string;
  /** Application protocols that a client offers (RFC 7301); empty: none. */
  readonly alpn: readonly string[];
}

/** What the files of one client say. Throws where they cannot be read. */
export function readDevicePem(
  { cert, key }: DeviceTls,
  group: Numbered,
  number: number,
): { readonly cert: string; readonly key: string } {
  return {
    cert: readFileSync(expandText(cert, group, number), "utf8"),
    key: readFileSync(expandText(key, group, number), "utf8"),
  };
}
