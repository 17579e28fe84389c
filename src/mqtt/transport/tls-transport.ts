/** MQTT over TLS: encrypted by Node over a TCP socket of its own, so that both layers' bytes can be read. */
import { connect as connectTcp } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTls, createSecureContext } from "node:tls";
import type { SecureContext, TLSSocket } from "node:tls";
import { isIP } from "node:net";
import { closedByBroker } from "../wire/cause.ts";
import { failureOf } from "./connection-failures.ts";
import type { Endpoint } from "./endpoint.ts";
import type { OpenStream, OpenTransport } from "./transport.ts";

interface SecureSocket {
  readonly tcp: Socket;
  readonly tls: TLSSocket;
}

/** Opens sockets that share one context: certificates are parsed once. */
export function secureConnector({ host, port, localAddress, tls: settings }: Endpoint): () => SecureSocket {
  const secureContext = secureContextOf({ tls: settings });
  const name = settings?.serverName ?? host;
  return () => {
    const tcp = connectTcp({ host, port, localAddress, noDelay: true });
    const tls = connectTls({
      socket: tcp,
      secureContext,
      // Names of certificates are checked against `host`; an address cannot be sent as a server name (RFC 6066, section 3).
      host: name,
      ...(isIP(name) === 0 && { servername: name }),
      rejectUnauthorized: settings?.isVerified ?? true,
      ...(settings?.alpn !== undefined && settings.alpn.length > 0 && { ALPNProtocols: [...settings.alpn] }),
    });
    return { tcp, tls };
  };
}

/** Throws what is wrong with the certificates. */
export function secureContextOf({ tls }: Pick<Endpoint, "tls">): SecureContext {
  return createSecureContext({
    ...(tls?.ca !== undefined && { ca: tls.ca }),
    ...(tls?.cert !== undefined && { cert: tls.cert }),
    ...(tls?.key !== undefined && { key: tls.key }),
  });
}

export function tlsStream(endpoint: Endpoint): () => OpenStream {
  const open = secureConnector(endpoint);
  return () => {
    const { tcp, tls } = open();
    return { stream: tls, tcp };
  };
}

export function tlsTransport(endpoint: Endpoint): OpenTransport {
  const open = secureConnector(endpoint);
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
      end: () => void tls.end(),
      destroy: () => void tls.destroy(),
      reset: () => void tcp.resetAndDestroy(),
    };
  };
}
