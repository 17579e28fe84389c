/** How MQTT.js is told to behave as mqbench's own client does: it neither reconnects nor resubscribes, and its packet identifiers are ours. */
import { Store } from "mqtt";
import type { IClientOptions, IClientPublishOptions, IClientSubscribeOptions, MqttClient } from "mqtt";
import { connectProperties, packetOptions } from "../../wire/control-packets.ts";
import type { SubscriptionOptions } from "../../wire/control-packets.ts";
import { packetProperties } from "../../wire/publish-properties.ts";
import type { ClientContext, ClientSpec, MessageKind } from "../client.ts";

interface MqttjsSession {
  /** Who connects. */
  readonly of: Pick<ClientSpec, "clientId" | "login" | "publisher" | "asks">;
  readonly isClean: boolean;
  readonly takePacketId: () => number;
}

export function mqttjsOptions(
  { protocol, keepaliveSeconds, sessionExpirySeconds, connectTimeoutNs, endpoint }: ClientContext,
  { of: { clientId, login, publisher, asks }, isClean, takePacketId }: MqttjsSession,
): IClientOptions {
  return {
    clientId,
    protocolVersion: protocol === "5" ? 5 : 4,
    clean: isClean,
    keepalive: keepaliveSeconds,
    connectTimeout: connectTimeoutNs / 1e6,
    reconnectPeriod: 0,
    resubscribe: false,
    // It numbers the topics it has sent on a connection, as far as the broker allows.
    ...(publisher?.kinds.some(({ aliased }) => aliased !== undefined) && { autoAssignTopicAlias: true }),
    manualConnect: true,
    // A kept session has what is in flight in them, also while the client is away: one that is told to end empties its own.
    ...(!isClean && { incomingStore: new Store({ clean: false }), outgoingStore: new Store({ clean: false }) }),
    ...loginOptions(endpoint, login),
    ...connectProperties({ protocol, isClean, asks, sessionExpirySeconds }),
    messageIdProvider: {
      allocate: takePacketId,
      getLastAllocated: () => null,
      register: () => true,
      deallocate: () => undefined,
      clear: () => undefined,
    },
  };
}

/** The alias of the kind of message whose place that is; infinite: it has none. */
export function aliasAt(publisher: ClientSpec["publisher"], place: number): number {
  return publisher?.kinds[place - publisher.firstPlace]?.aliased?.alias ?? Number.POSITIVE_INFINITY;
}

/** Connects again, with what the client logs in with now: a token is made anew for each connection. */
export function reconnectAs(client: MqttClient, endpoint: ClientContext["endpoint"], login: ClientSpec["login"]): void {
  Object.assign(client.options, loginOptions(endpoint, login));
  const { clean, incomingStore, outgoingStore } = client.options;
  // Left out, they are replaced by empty ones, as is right where the session has ended with its connection.
  if (clean === false && incomingStore && outgoingStore) client.reconnect({ incomingStore, outgoingStore });
  else client.reconnect();
}

function loginOptions(
  endpoint: ClientContext["endpoint"],
  login: ClientSpec["login"],
): Pick<IClientOptions, "username" | "password"> {
  const own = login?.();
  const username = own?.username ?? endpoint.username;
  const password = own?.password ?? endpoint.password;
  return { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
}

export function publishOptions({ qos, template, properties }: MessageKind): IClientPublishOptions {
  const stated = properties === undefined ? {} : { properties: packetProperties(properties) };
  return { qos, retain: template.isRetained, ...stated };
}

/** `identifier`: of the subscription; null or left out: none. */
export function subscribeOptions(
  qos: 0 | 1 | 2,
  identifier?: number | null,
  options?: SubscriptionOptions,
): IClientSubscribeOptions {
  const properties = identifier == null ? {} : { properties: { subscriptionIdentifier: identifier } };
  return { qos, ...packetOptions(options), ...properties };
}
