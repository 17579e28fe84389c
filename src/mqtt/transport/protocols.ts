/** What a broker's URL may begin with, a row each: to add a transport, add its row here, and how it is opened in open-transport.ts. */

export type Protocol = "mqtt" | "mqtts" | "ws" | "wss";

interface ProtocolFacts {
  /** In a sentence. */
  readonly title: string;
  /** Port of a URL that states none. */
  readonly port: number;
  /** Whether it is encrypted by TLS. */
  readonly isSecure: boolean;
  /** TLS or WebSocket lies between MQTT and TCP: the socket has more bytes than MQTT. */
  readonly isFramed: boolean;
  /** Whether its URL may have a path and a query. */
  readonly hasPath: boolean;
  /** The same protocol without TLS, and with it. */
  readonly plain: Protocol;
  readonly secure: Protocol;
  /** Which port ends such a connection without a word, and what to try instead: the next step, in words. */
  readonly otherPorts: string;
}

export const protocols: Readonly<Record<Protocol, ProtocolFacts>> = {
  mqtt: {
    title: "plain TCP",
    port: 1883,
    isSecure: false,
    isFramed: false,
    hasPath: false,
    plain: "mqtt",
    secure: "mqtts",
    otherPorts: "a port that is for TLS or for WebSockets alone does so: try mqtts://, or ws://host:port/mqtt",
  },
  mqtts: {
    title: "TLS",
    port: 8883,
    isSecure: true,
    isFramed: true,
    hasPath: false,
    plain: "mqtt",
    secure: "mqtts",
    otherPorts: "a port for plain MQTT or for WebSockets does so: try mqtt://, or wss://host:port/mqtt",
  },
  ws: {
    title: "WebSocket",
    port: 80,
    isSecure: false,
    isFramed: true,
    hasPath: true,
    plain: "ws",
    secure: "wss",
    otherPorts:
      "a port for MQTT over TCP or over TLS does so: try mqtt:// or mqtts://, or the port of the broker's WebSockets",
  },
  wss: {
    title: "WebSocket over TLS",
    port: 443,
    isSecure: true,
    isFramed: true,
    hasPath: true,
    plain: "ws",
    secure: "wss",
    otherPorts: "a port for MQTT over TCP or TLS, or for plain WebSockets, does so: try mqtts://, mqtt:// or ws://",
  },
};

export const protocolNames: readonly Protocol[] = Object.keys(protocols).filter(isProtocol);

export function isProtocol(scheme: string): scheme is Protocol {
  return Object.hasOwn(protocols, scheme);
}

/** Beginnings of a URL in a sentence, such as "ws:// and wss://". */
export function schemesInWords(those: (facts: ProtocolFacts) => boolean, conjunction: "and" | "or"): string {
  const schemes = protocolNames.filter((name) => those(protocols[name])).map((name) => `${name}://`);
  return [schemes.slice(0, -1).join(", "), ...schemes.slice(-1)].join(` ${conjunction} `);
}
