/** Tokens that devices log in with, as a scenario states them, and what is wrong with the key that signs them. */
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve as resolvePath } from "node:path";
import { z } from "zod";
import { messageOf } from "../../errors.ts";
import { tellWithin } from "../document/mistake.ts";
import type { Report } from "../document/mistake.ts";
import type { Path } from "../document/path.ts";
import { durationNs } from "../keys/unit-values.ts";
import { identityText } from "./identity-text.ts";
import { jwtAlgorithms } from "./identity.ts";
import type { JwtPassword } from "./identity.ts";

export const jwtSchema = z
  .strictObject({
    key: z.string().min(1).describe("file of the key: PEM of a private key, or the secret itself for HS256"),
    algorithm: z.enum(jwtAlgorithms).default("RS256"),
    claims: z
      .record(z.string(), z.union([identityText("text of each"), z.number(), z.boolean()]))
      .default({})
      .describe('such as { aud: my-project, sub: "{csv.serial}" }; iat and exp are added'),
    lifetime: durationNs.default(3600e9).describe("between iat and exp; default: 1h"),
  })
  .describe("a JSON Web Token for each, signed before it connects, and anew at each connection that follows");

interface Surroundings {
  /** The scenario's: the key is looked for from there. */
  readonly file: string;
  /** The group's place in the scenario. */
  readonly path: Path;
  readonly report: Report;
}

export function resolveJwt(input: z.output<typeof jwtSchema>, { file, path, report }: Surroundings): JwtPassword {
  const tell = tellWithin([...path, "password", "jwt"], report);
  const { algorithm, claims, lifetime } = input;
  const jwt = {
    key: resolvePath(dirname(file), input.key),
    algorithm,
    claims,
    lifetimeSeconds: Math.floor(lifetime / 1e9),
  };
  if (jwt.lifetimeSeconds < 1) tell(["lifetime"], "must be at least 1s");
  for (const name of ["iat", "exp"].filter((each) => each in claims))
    tell(["claims", name], "is of each token: leave it out, and state `lifetime`");
  // A key as such is not shown as the name of a file.
  if (/-----BEGIN|\n/u.test(input.key)) tell(["key"], "is a key in a scenario: write the path of a file that has it");
  else {
    const problem = problemOf(jwt);
    if (problem !== undefined) tell(["key"], problem);
  }
  return jwt;
}

/** RFC 7518, section 3.2. */
const leastSecretBytes = 32;

function problemOf(jwt: JwtPassword): string | undefined {
  const { algorithm } = jwt;
  try {
    const key = readJwtKey(jwt);
    if (algorithm === "HS256")
      return key.length >= leastSecretBytes
        ? undefined
        : `has ${key.length} bytes: a secret of HS256 has at least ${leastSecretBytes}`;
    const { asymmetricKeyType: type, asymmetricKeyDetails } = createPrivateKey(Buffer.from(key));
    const isFitting = algorithm === "RS256" ? type === "rsa" : asymmetricKeyDetails?.namedCurve === "prime256v1";
    return isFitting ? undefined : `is no key of ${algorithm}: it is of ${type ?? "a kind that is not known"}`;
  } catch (error) {
    return `cannot be used: ${messageOf(error)}`;
  }
}

/** The end of its last line is none of a secret. */
export function readJwtKey({ key, algorithm }: JwtPassword): Uint8Array {
  const bytes = readFileSync(key);
  if (algorithm !== "HS256") return bytes;
  const end = bytes.at(-1) === 0x0a ? bytes.length - 1 : bytes.length;
  return bytes.subarray(0, bytes.at(end - 1) === 0x0d ? end - 1 : end);
}
