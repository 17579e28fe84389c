/** Whom mosquitto lets in by the clients' listener, and what each may do: lines of its configuration, and the files that they name. */
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Login } from "../../mqtt/client/client.ts";
import type { ClientListener } from "./broker-life.ts";

type ListenerAccess = NonNullable<ClientListener["access"]>;

export const aclFile = "access.acl";
const passwordFile = "passwords";

export function accessLines({ by, acl }: ListenerAccess, folder: string): readonly string[] {
  return [
    "allow_anonymous false",
    ...(by === "certificate"
      ? ["require_certificate true", "use_identity_as_username true"]
      : [`password_file ${join(folder, passwordFile)}`]),
    ...(acl.length === 0 ? [] : [`acl_file ${join(folder, aclFile)}`]),
  ];
}

export function accessFiles({ by, acl, logins }: ListenerAccess): Readonly<Record<string, string>> {
  return {
    ...(acl.length > 0 && { [aclFile]: [...acl, ""].join("\n") }),
    ...(by === "password" && { [passwordFile]: [...logins.map(passwordLine), ""].join("\n") }),
  };
}

/** What mosquitto_passwd takes where nobody says. */
const iterations = 101;

/** As `mosquitto_passwd` writes it: the password itself is in no file. */
function passwordLine({ username, password }: Login): string {
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(password ?? "", salt, iterations, 64, "sha512");
  return `${username}:$7$${iterations}$${salt.toString("base64")}$${hash.toString("base64")}`;
}
