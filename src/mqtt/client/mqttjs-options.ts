/** How MQTT.js is told to behave as mqbench's own client does: it neither reconnects nor resubscribes, and its packet identifiers are ours. */
import type { IClientOptions } from "mqtt";
import type { ClientContext, Login } from "./client.ts";

interface MqttjsSession {
  readonly clientId: string;
  readonly login: Login | undefined;
  readonly isClean: boolean;
  readonly takePacketId: () => number;
}

/** How long a broker keeps a session: longer than any run. */
const sessionExpirySeconds = 86_400;

export function mqttjsOptions(
  { protocol, keepaliveSeconds, connectTimeoutNs, endpoint }: ClientContext,
  { clientId, login, isClean, takePacketId }: MqttjsSession,
): IClientOptions {
  const username = login?.username ?? endpoint.username;
  const password = login?.password ?? endpoint.password;
  return {
    clientId,
    protocolVersion: protocol === "5" ? 5 : 4,
    clean: isClean,
    keepalive: keepaliveSeconds,
    connectTimeout: connectTimeoutNs / 1e6,
    reconnectPeriod: 0,
    resubscribe: false,
    manualConnect: true,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(protocol === "5" && !isClean && { properties: { sessionExpiryInterval: sessionExpirySeconds } }),
    messageIdProvider: {
      allocate: takePacketId,
      getLastAllocated: () => null,
      register: () => true,
      deallocate: () => undefined,
      clear: () => undefined,
    },
  };
}
