/** Opens connections over whatever an endpoint's URL says: to mqbench's own client a transport, to another a Node stream. */
import type { Endpoint } from "./endpoint.ts";
import type { Protocol } from "./protocols.ts";
import { tcpStream, tcpTransport } from "./tcp-transport.ts";
import { takeSession, tlsStream, tlsTransport } from "./tls-transport.ts";
import type { OpenStream, OpenTransport } from "./transport.ts";
import { websocketStream, websocketTransport } from "./websocket-transport.ts";

interface Opener {
  readonly transport: (endpoint: Endpoint, buffer: Uint8Array) => OpenTransport;
  readonly stream: (endpoint: Endpoint) => () => OpenStream;
}

const webSocket: Opener = { transport: websocketTransport, stream: websocketStream };

const openers: Readonly<Record<Protocol, Opener>> = {
  mqtt: { transport: tcpTransport, stream: tcpStream },
  mqtts: { transport: tlsTransport, stream: tlsStream },
  ws: webSocket,
  wss: webSocket,
};

/** How to open connections to an endpoint; plain TCP reads into `buffer`, which a thread may share: reads are synchronous. */
export function openTransport(endpoint: Endpoint, buffer: Uint8Array): OpenTransport {
  return openers[endpoint.protocol].transport(endpoint, buffer);
}

/** How to connect to an endpoint: one for all its clients. */
const connectors = new WeakMap<Endpoint, () => OpenStream>();

/** Connects, for a client that brings its own reading and writing. */
export function openStream(endpoint: Endpoint): OpenStream {
  return prepareStream(endpoint)();
}

/** Parses what an endpoint has of certificates, so that connecting does not. */
export function prepareStream(endpoint: Endpoint): () => OpenStream {
  const connector = connectors.get(endpoint) ?? openers[endpoint.protocol].stream(endpoint);
  connectors.set(endpoint, connector);
  return connector;
}

/** So many connect at once. */
const mostTaking = 32;

/** Gets each of these endpoints a TLS session, which the next connection to it takes up. One that is given none has a full handshake then. */
export async function takeSessions(endpoints: readonly Endpoint[], timeoutMs: number): Promise<void> {
  const left = endpoints.values();
  const takeRest = async (): Promise<void> => {
    for (const endpoint of left) await takeSession(endpoint, timeoutMs);
  };
  await Promise.all(Array.from({ length: mostTaking }, takeRest));
}
