import { generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { expect, test } from "vitest";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

const files = {
  "rsa.pem": pemOf(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey),
  "ec.pem": pemOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey),
  secret: "0123456789abcdef0123456789abcdef\n",
  short: "0123456789abcdef\n",
};

function withJwt(jwt: string): string {
  return `name: x\nsensors:\n  count: 2\n  every: 1s\n  username: "d{id}"\n  password: { jwt: ${jwt} }\n`;
}

test.each([
  ["RS256", "rsa.pem"],
  ["ES256", "ec.pem"],
  ["HS256", "secret"],
])("%s takes the key in %s", (algorithm, key) => {
  const { sensors } = readOne(
    withJwt(`{ key: ${key}, algorithm: ${algorithm}, claims: { sub: "d{id}" }, lifetime: 10min }`),
    { files },
  );
  expect(sensors[0]?.identity.jwt).toMatchObject({ algorithm, claims: { sub: "d{id}" }, lifetimeSeconds: 600 });
});

test.each([
  ["a key of another algorithm", "{ key: ec.pem }", "key is no key of RS256: it is of ec"],
  [
    "a secret that is too short",
    "{ key: short, algorithm: HS256 }",
    "key has 16 bytes: a secret of HS256 has at least 32",
  ],
  [
    "a file that is absent",
    "{ key: gone.pem }",
    "key cannot be used: ENOENT: no such file or directory, open 'gone.pem'",
  ],
  ["a key as such", '"-----BEGIN PRIVATE KEY-----"', "must be a text that says where the password is"],
  [
    "a key in the place of its file",
    '{ key: "-----BEGIN PRIVATE KEY-----" }',
    "key is a key in a scenario: write the path of a file that has it",
  ],
  [
    "a claim that each token has",
    "{ key: rsa.pem, claims: { exp: 1 } }",
    "claims.exp is of each token: leave it out, and state `lifetime`",
  ],
  [
    "a column of no file",
    '{ key: rsa.pem, claims: { sub: "{csv.serial}" } }',
    "claims.sub names the column serial of no file: add `devices: fleet.csv`",
  ],
  ["a lifetime below a second", "{ key: rsa.pem, lifetime: 10ms }", "lifetime must be at least 1s"],
])("%s is told with its place", (_, jwt, told) => {
  const problems = problemsOf(withJwt(jwt), { files });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^s\.yaml:6:\d+: sensors\.password\.jwt/u);
  expect(problems[0]).toContain(told);
});
