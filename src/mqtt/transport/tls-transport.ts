/** MQTT over TLS: encrypted by Node over a TCP socket of its own, so that both layers' bytes can be read. */
import { connect as connectTcp } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTls, createSecureContext } from "node:tls";
import type { SecureContext, TLSSocket } from "node:tls";
import { isIP } from "node:net";
import { closedByBroker } from "../wire/cause.ts";
import { failureOf } from "./connection-failures.ts";
import type { Endpoint, TlsSettings } from "./endpoint.ts";
import { securedOf } from "./secured.ts";
import { tlsVersions } from "./tls-versions.ts";
import type { OpenStream, OpenTransport } from "./transport.ts";

interface SecureSocket {
  readonly tcp: Socket;
  readonly tls: TLSSocket;
}

/** The last session that whoever has an endpoint was given. TLS 1.3 gives one that is to be used once (RFC 8446, appendix C.4), so clients that resume have an endpoint each. */
const sessions = new WeakMap<Endpoint, Buffer>();

/** One for all endpoints of the same settings: certificates are parsed once. */
const contexts = new WeakMap<TlsSettings, SecureContext>();

/** Opens sockets that share one context. `noDelay`: what is written leaves at once, whatever TCP has in flight. */
export function secureConnector(endpoint: Endpoint, noDelay: boolean): () => SecureSocket {
  const { host, port, localAddress, tls: settings } = endpoint;
  const secureContext = sharedContextOf(settings);
  const name = settings?.serverName ?? host;
  const isResumed = settings?.isResumed === true;
  return () => {
    const tcp = connectTcp({ host, port, localAddress, noDelay });
    const session = isResumed ? sessions.get(endpoint) : undefined;
    const tls = connectTls({
      socket: tcp,
      secureContext,
      // Names of certificates are checked against `host`; an address cannot be sent as a server name (RFC 6066, section 3).
      host: name,
      ...(isIP(name) === 0 && { servername: name }),
      rejectUnauthorized: settings?.isVerified ?? true,
      ...(settings?.alpn !== undefined && settings.alpn.length > 0 && { ALPNProtocols: [...settings.alpn] }),
      ...(session !== undefined && { session }),
    });
    if (isResumed) tls.on("session", (given: Buffer) => void sessions.set(endpoint, given));
    return { tcp, tls };
  };
}

function sharedContextOf(settings: TlsSettings | null): SecureContext {
  const known = settings === null ? undefined : contexts.get(settings);
  if (known !== undefined) return known;
  const made = secureContextOf({ tls: settings });
  if (settings !== null) contexts.set(settings, made);
  return made;
}

/** Throws what is wrong with the certificates. */
export function secureContextOf({ tls }: Pick<Endpoint, "tls">): SecureContext {
  return createSecureContext({
    ...(tls?.ca !== undefined && { ca: tls.ca }),
    ...(tls?.cert !== undefined && { cert: tls.cert }),
    ...(tls?.key !== undefined && { key: tls.key }),
    ...(tls?.minVersion !== undefined && { minVersion: tlsVersions[tls.minVersion] }),
    ...(tls?.maxVersion !== undefined && { maxVersion: tlsVersions[tls.maxVersion] }),
  });
}

/** Connects once without MQTT, for a session that the next connection to this endpoint takes up. Resolves also where none was given in time. */
export async function takeSession(endpoint: Endpoint, timeoutMs: number): Promise<void> {
  const { tcp, tls } = secureConnector(endpoint, true)();
  const patience = setTimeout(() => tls.destroy(), timeoutMs);
  // An end that is said, which it cannot be while the session is being read: brokers log the other kind as an error.
  tls.once("session", () => setImmediate(() => tls.end()));
  // What the broker sends of its own is nobody's, and its end is seen only once that is read.
  tls.resume();
  for (const socket of [tcp, tls]) socket.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    tls.once("close", () => resolve());
  });
  clearTimeout(patience);
}

/** MQTT.js leaves Nagle's algorithm on, over TLS as over TCP. */
export function tlsStream(endpoint: Endpoint): () => OpenStream {
  const open = secureConnector(endpoint, false);
  return () => {
    const { tcp, tls } = open();
    return { stream: tls, tcp, tls };
  };
}

export function tlsTransport(endpoint: Endpoint): OpenTransport {
  const open = secureConnector(endpoint, true);
  return (handlers) => {
    let cause = closedByBroker;
    const { tcp, tls } = open();
    tls.on("secureConnect", () => handlers.connected());
    tls.on("data", (chunk: Uint8Array) => handlers.data(chunk, chunk.length));
    for (const socket of [tcp, tls])
      socket.on("error", (error) => {
        cause = failureOf(error);
      });
    tls.on("close", () => handlers.closed(cause));
    return {
      write(bytes, length) {
        tls.write(bytes.subarray(0, length));
        return tls.writableLength === 0;
      },
      get pendingBytes() {
        return tls.writableLength;
      },
      get bytesRead() {
        return tcp.bytesRead;
      },
      get bytesWritten() {
        return tcp.bytesWritten;
      },
      get secured() {
        return securedOf(tls);
      },
      end: () => void tls.end(),
      destroy: () => void tls.destroy(),
      reset: () => void tcp.resetAndDestroy(),
    };
  };
}
