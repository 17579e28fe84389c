/** Whether a broker given by URL can be told who its clients are, in the words that MQTT allows. */
import { formatCount } from "../../format.ts";
import type { ProtocolVersion } from "../../mqtt/wire/control-packets.ts";
import type { BrokerSpec } from "./broker-spec.ts";
import { endpointOf } from "./broker-url.ts";

interface Clients {
  readonly broker: BrokerSpec;
  readonly protocol: ProtocolVersion;
  readonly client: "native" | "mqttjs";
}

/** Why not, in words. The password itself is in none of them. */
export function credentialsProblem({ broker, protocol, client }: Clients): string | undefined {
  if (broker.kind !== "url") return undefined;
  const endpoints = broker.urls.map(endpointOf);
  const forbidden = endpoints.map(textProblem).find((problem) => problem !== undefined);
  if (forbidden !== undefined) return forbidden;
  const isNameless = endpoints.some((each) => each.password && each.username === undefined);
  if (!isNameless) return undefined;
  // MQTT 3.1.1 section 3.1.2.9 [MQTT-3.1.2-22]; MQTT 5 lifted it.
  if (protocol === "3.1.1") return "a password without a user name: MQTT 3.1.1 has none";
  return client === "mqttjs" ? "a password without a user name: MQTT.js sends none" : undefined;
}

const mostBytes = 65_535;

/** The first character of a text at which a broker may close the connection (1.5.4), as `U+0007`. */
export function controlCharacterIn(text: string): string | undefined {
  const found = /[\p{Control}\p{Noncharacter_Code_Point}]/u.exec(text);
  if (found === null) return undefined;
  return `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A user name is a UTF-8 string (1.5.4), a password is bytes (3.1.3.6). */
function textProblem({ username = "", password = "" }: ReturnType<typeof endpointOf>): string | undefined {
  if (/\p{Surrogate}/u.test(username)) return "the user name has half a character in it, which is not UTF-8";
  const control = controlCharacterIn(username);
  if (control !== undefined)
    return `the user name has the control character ${control} in it: brokers may close the connection`;
  for (const [what, text] of Object.entries({ "user name": username, password })) {
    const bytes = Buffer.byteLength(text);
    if (bytes > mostBytes) return `the ${what} has ${formatCount(bytes)} bytes, more than 65,535`;
  }
  return undefined;
}
