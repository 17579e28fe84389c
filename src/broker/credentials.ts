/** Whether a broker given by URL can be told who its clients are. */
import type { ProtocolVersion } from "../mqtt/control-packets.ts";
import type { BrokerSpec } from "./broker-spec.ts";
import { endpointOf } from "./broker-url.ts";

interface Clients {
  readonly broker: BrokerSpec;
  readonly protocol: ProtocolVersion;
  readonly client: "native" | "mqttjs";
}

/** In words, why not. The password itself is in none of them. */
export function credentialsProblem({ broker, protocol, client }: Clients): string | undefined {
  if (broker.kind !== "url") return undefined;
  const isNameless = broker.urls.map(endpointOf).some((each) => each.password && each.username === undefined);
  if (!isNameless) return undefined;
  // MQTT 3.1.1 section 3.1.2.9 [MQTT-3.1.2-22]; MQTT 5 lifted it.
  if (protocol === "3.1.1") return "a password without a user name: MQTT 3.1.1 has none";
  return client === "mqttjs" ? "a password without a user name: MQTT.js sends none" : undefined;
}
