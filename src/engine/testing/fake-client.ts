/** A client that is connected and takes everything, for tests of loads. */
import type { MqttClient } from "../../mqtt/client/client.ts";

export function fakeClient(changes: Partial<MqttClient>): MqttClient {
  return {
    abort: () => undefined,
    index: 0,
    isOpen: true,
    inflightOut: 0,
    inflightIn: 0,
    pingSentNs: 0,
    inbound: { visit: () => undefined },
    handshake: null,
    connect: () => undefined,
    hasPlace: () => true,
    canPublish: () => true,
    publish: () => undefined,
    cork: () => undefined,
    uncork: () => undefined,
    subscribe: () => undefined,
    ping: () => undefined,
    sweep: () => 0,
    disconnect: () => undefined,
    bytes: { codecUp: 0, codecDown: 0, socketUp: 0, socketDown: 0, unreconciled: 0 },
    ...changes,
  };
}
