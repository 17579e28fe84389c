/** What a TLS handshake came to, in the words of the TLS library. */
import type { TLSSocket } from "node:tls";

export interface Secured {
  /** `TLSv1.3`. */
  readonly version: string;
  /** By its name in the standard, such as `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** The session of an earlier connection was taken up: no certificate was shown. */
  readonly isResumed: boolean;
}

/** Of a socket whose handshake is complete. */
export function securedOf(tls: TLSSocket): Secured {
  return {
    version: tls.getProtocol() ?? "unknown",
    cipher: tls.getCipher().standardName,
    isResumed: tls.isSessionReused(),
  };
}
