/** What a client logs in with at each connection: user name and password of its own, or a token that is made for it. */
import type { KeyObject } from "node:crypto";
import type { ClientSpec } from "../../../mqtt/client/client.ts";
import type { JwtPassword } from "../../../scenario/devices/identity.ts";
import { expandText } from "../../../scenario/devices/expand-text.ts";
import { hasLogin, loginOf } from "../../../scenario/fleet.ts";
import type { GroupSecrets } from "../../messages.ts";
import { jwtKey, signJwt } from "./jwt.ts";
import type { Owner } from "./own-context.ts";

type Login = NonNullable<ClientSpec["login"]>;

/** undefined: it logs in with what its endpoint states. `wallMs`: since 1970. */
export function loginsOf(owner: Owner, wallMs: () => number): Login | undefined {
  const { group, numberInGroup } = owner;
  if (group === undefined || !hasLogin(group)) return undefined;
  const { jwt } = group.identity;
  return jwt === undefined ? () => loginOf(group, numberInGroup) : tokensOf(jwt, owner, wallMs);
}

/** One for each connection; the first is made before, so that it is no part of connect latency. */
function tokensOf(jwt: JwtPassword, { group, numberInGroup, secrets }: Owner, wallMs: () => number): Login {
  if (group === undefined || secrets?.jwtKey == null) throw new Error("nothing signs the tokens of a group");
  const { algorithm, lifetimeSeconds } = jwt;
  const key = keyOf(algorithm, secrets.jwtKey);
  const expand = (text: string): string => expandText(text, group, numberInGroup);
  const { username } = loginOf(group, numberInGroup);
  const stated = Object.entries(jwt.claims).map(([name, value]) => [
    name,
    typeof value === "string" ? expand(value) : value,
  ]);
  const make = (): { readonly madeMs: number; readonly token: string } => {
    const madeMs = wallMs();
    const iat = Math.floor(madeMs / 1000);
    const times = { iat, exp: iat + lifetimeSeconds };
    return { madeMs, token: signJwt(algorithm, key, { ...Object.fromEntries(stated), ...times }) };
  };
  let prepared: ReturnType<typeof make> | null = make();
  return () => {
    const isFresh = prepared !== null && wallMs() - prepared.madeMs < (lifetimeSeconds * 1000) / 2;
    const { token } = isFresh && prepared !== null ? prepared : make();
    prepared = null;
    return { username, password: token };
  };
}

/** Parsed once for all clients of a group. */
const keys = new WeakMap<Uint8Array, KeyObject>();

function keyOf(algorithm: JwtPassword["algorithm"], file: NonNullable<GroupSecrets["jwtKey"]>): KeyObject {
  const known = keys.get(file) ?? jwtKey(algorithm, file);
  keys.set(file, known);
  return known;
}
