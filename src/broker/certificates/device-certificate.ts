/** Certificates of devices, each like a model that was signed once: only its serial number, name and key are its own. That takes a fraction of a millisecond, as a fleet needs. */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { PemPair } from "./pem-pair.ts";

export interface DeviceModel {
  /** DER. */
  readonly certificate: Uint8Array;
  /** PEM of the authority's key, in memory only. */
  readonly key: string;
}

const tags = { integer: 0x02, bitString: 0x03, objectId: 0x06, utf8String: 0x0c, sequence: 0x30, set: 0x31 } as const;
/** 2.5.4.3. */
const commonName = Buffer.from([0x55, 0x04, 0x03]);

/** A new key, and a certificate of that name for it. */
export function signDevice({ certificate, key }: DeviceModel, name: string): PemPair {
  const [signed = certificate, algorithm = certificate] = elementsIn(certificate);
  // RFC 5280, section 4.1: version, serial number, signature, issuer, validity, subject, public key, extensions.
  const [version, , signature, issuer, validity, , , extensions] = elementsIn(signed);
  const { publicKey, privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const serial = element(tags.integer, [Buffer.from([1]), randomBytes(15)]);
  const attribute = [element(tags.objectId, [commonName]), element(tags.utf8String, [Buffer.from(name)])];
  const subject = element(tags.sequence, [element(tags.set, [element(tags.sequence, attribute)])]);
  const parts = [version, serial, signature, issuer, validity, subject, publicKey, extensions];
  const own = element(
    tags.sequence,
    parts.filter((part) => part !== undefined),
  );
  const bits = element(tags.bitString, [Buffer.from([0]), sign("sha256", own, key)]);
  return { cert: pemOf(element(tags.sequence, [own, algorithm, bits])), key: privateKey };
}

/** What stands in a constructed element, each whole (ITU-T X.690, section 8.1). */
function elementsIn(outer: Uint8Array): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = headerOf(outer, 0).bodyAt; at < outer.length;) {
    const { endAt } = headerOf(outer, at);
    found.push(outer.subarray(at, endAt));
    at = endAt;
  }
  return found;
}

function headerOf(bytes: Uint8Array, at: number): { readonly bodyAt: number; readonly endAt: number } {
  const first = bytes[at + 1] ?? 0;
  const more = first < 0x80 ? 0 : first - 0x80;
  const bodyAt = at + 2 + more;
  const length = more === 0 ? first : bytes.subarray(at + 2, bodyAt).reduce((sum, byte) => sum * 256 + byte, 0);
  return { bodyAt, endAt: bodyAt + length };
}

function element(tag: number, contents: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(contents);
  const { length } = body;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), body]);
}

function pemOf(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/gu) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
