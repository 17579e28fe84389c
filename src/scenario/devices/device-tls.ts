/** The certificate of each device: PEM files whose names have its number or what its row says, or one that is made for the run. */
import { readFileSync } from "node:fs";
import { expandText } from "./expand-text.ts";
import type { Numbered } from "./expand-text.ts";

interface Offered {
  /** Application protocols that a client offers (RFC 7301); empty: none. */
  readonly alpn: readonly string[];
}

/** Paths, templates of which each client has its own. */
export interface DeviceFiles extends Offered {
  readonly kind: "files";
  readonly cert: string;
  readonly key: string;
}

export interface MintedTls extends Offered {
  readonly kind: "minted";
  /** A template: the common name of each client's. */
  readonly name: string;
  /** Paths of PEM files of the authority that signs; null: that of a broker which mqbench starts. */
  readonly authority: { readonly ca: string; readonly key: string } | null;
}

export type DeviceTls = DeviceFiles | MintedTls;

/** What the files of one client say. Throws where they cannot be read. */
export function readDevicePem(
  { cert, key }: DeviceFiles,
  group: Numbered,
  number: number,
): { readonly cert: string; readonly key: string } {
  return {
    cert: readFileSync(expandText(cert, group, number), "utf8"),
    key: readFileSync(expandText(key, group, number), "utf8"),
  };
}
