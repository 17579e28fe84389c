import { generateKeyPairSync, verify, createHmac } from "node:crypto";
import { expect, test } from "vitest";
import type { JwtPassword } from "../../../scenario/devices/identity.ts";
import { fakeSensors } from "../../../scenario/testing/fake-scenario.ts";
import { loginsOf } from "./logins.ts";

const second = 1000;
const startMs = 1_800_000_000_000;

/** The first sensor's, on a clock that the test turns. */
function tokens(jwt: Pick<JwtPassword, "algorithm">, jwtKey: Uint8Array) {
  const clock = { ms: startMs };
  const password = { key: "key.pem", claims: { aud: "plant", sub: "d-{id}", level: 3 }, lifetimeSeconds: 60, ...jwt };
  const group = fakeSensors({ identity: { clientId: null, username: "u{id}", password: null, jwt: password } });
  const login = loginsOf({ group, numberInGroup: 0, secrets: { devices: null, jwtKey } }, () => clock.ms);
  const next = (): readonly [username: string | undefined, token: string] => {
    const made = login?.();
    return [made?.username, made?.password ?? ""];
  };
  return { clock, next };
}

function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

const secret = Buffer.alloc(32, 7);

test.each([
  ["RS256", generateKeyPairSync("rsa", { modulusLength: 2048 })],
  ["ES256", generateKeyPairSync("ec", { namedCurve: "P-256" })],
] as const)("a token of %s has the claims of its client, and its public key verifies it", (algorithm, keys) => {
  const { next } = tokens(
    { algorithm },
    Buffer.from(keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString()),
  );
  const [username, token] = next();
  expect(username).toBe("u1");
  const [header = "", claims = "", signature = ""] = token.split(".");
  expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({ alg: algorithm, typ: "JWT" });
  const iat = startMs / second;
  expect(claimsOf(token)).toEqual({ aud: "plant", sub: "d-1", level: 3, iat, exp: iat + 60 });
  const key = { key: keys.publicKey, dsaEncoding: "ieee-p1363" } as const;
  const signed = Buffer.from(`${header}.${claims}`);
  expect(verify("sha256", signed, key, Buffer.from(signature, "base64url"))).toBe(true);
});

test("a token of HS256 is signed with the secret", () => {
  const [, token] = tokens({ algorithm: "HS256" }, secret).next();
  const [header, claims, signature] = token.split(".");
  expect(signature).toBe(createHmac("sha256", secret).update(`${header}.${claims}`).digest("base64url"));
});

test("the first is made before it is asked for; each connection that follows has one of its own", () => {
  const { clock, next } = tokens({ algorithm: "HS256" }, secret);
  const issued = [20, 21, 25].map((at) => {
    clock.ms = startMs + at * second;
    return claimsOf(next()[1]);
  });
  const iat = startMs / second;
  expect(issued).toMatchObject([{ iat }, { iat: iat + 21 }, { iat: iat + 25 }]);
});

test("a first connection that comes late has a token with most of its life left", () => {
  const { clock, next } = tokens({ algorithm: "HS256" }, secret);
  clock.ms += 30 * second;
  expect(claimsOf(next()[1])).toMatchObject({ iat: startMs / second + 30 });
});
