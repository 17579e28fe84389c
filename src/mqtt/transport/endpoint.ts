/** Where a client connects, and as whom: plain and serialisable, so that a shard may run anywhere. */
import type { SigV4 } from "./presigned-path.ts";
import type { Protocol } from "./protocols.ts";
import type { TlsVersion } from "./tls-versions.ts";

export interface Endpoint {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
  /** Address of this machine that is connected from; undefined: the kernel's choice. */
  readonly localAddress: string | undefined;
  /** Path of a WebSocket, with its slash; empty otherwise. */
  readonly path: string;
  /** Host and port as the URL states them, which a WebSocket's request names; undefined: as it is connected. */
  readonly authority: string | undefined;
  /** Of a WebSocket's request, besides its own; left out: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** By what a WebSocket's request is signed, anew at each connection; left out: it is not. */
  readonly sigv4?: SigV4 | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** null: not encrypted. */
  readonly tls: TlsSettings | null;
}

/** PEM texts, not paths: read once, before the first socket. */
export interface TlsSettings {
  /** undefined: the authorities that Node trusts. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Name that the certificate must be for; undefined: the host. */
  readonly serverName: string | undefined;
  readonly isVerified: boolean;
  /** Application protocols that the client offers (RFC 7301); left out: none. */
  readonly alpn?: readonly string[];
  /** Versions that the client offers; left out: those that Node offers, 1.2 and 1.3. */
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** Whoever has this endpoint takes up the TLS session that it was given last (RFC 8446, section 2.2); left out: every handshake is a full one. */
  readonly isResumed?: boolean;
}

/** A plain TCP endpoint without credentials: every managed broker's. */
export function loopbackEndpoint(port: number, username?: string, password?: string): Endpoint {
  return {
    protocol: "mqtt",
    host: "127.0.0.1",
    port,
    localAddress: undefined,
    path: "",
    authority: undefined,
    username,
    password,
    tls: null,
  };
}
