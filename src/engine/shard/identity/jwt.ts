/** JSON Web Tokens (RFC 7519), signed (RFC 7515): what devices log in with at brokers that know them by a key. */
import { createHmac, createPrivateKey, createSecretKey, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { JwtAlgorithm } from "../../../scenario/devices/identity.ts";

/** RFC 7518, section 3. */
const signers: Readonly<Record<JwtAlgorithm, (text: string, key: KeyObject) => Buffer>> = {
  HS256: (text, key) => createHmac("sha256", key).update(text).digest(),
  RS256: (text, key) => sign("sha256", Buffer.from(text), key),
  ES256: (text, key) => sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }),
};

export function jwtKey(algorithm: JwtAlgorithm, file: Uint8Array): KeyObject {
  return algorithm === "HS256" ? createSecretKey(file) : createPrivateKey(Buffer.from(file));
}

export function signJwt(algorithm: JwtAlgorithm, key: KeyObject, claims: Readonly<Record<string, unknown>>): string {
  const text = [{ alg: algorithm, typ: "JWT" }, claims].map(encode).join(".");
  return `${text}.${signers[algorithm](text, key).toString("base64url")}`;
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
