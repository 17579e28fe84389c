/** What a connection took from its opening to CONNACK, on TCP: whatever lies between that and MQTT is in it. */
import { protocols } from "./protocols.ts";
import type { Protocol } from "./protocols.ts";
import type { Secured } from "./secured.ts";

export interface Handshake {
  /** What TLS came to; null: it is not encrypted. */
  readonly secured: Secured | null;
  /** Until CONNACK, by the specifications: TCP's, TLS's, the WebSocket's, and CONNECT's own. */
  readonly roundTrips: number;
  /** TCP payload up to and with CONNACK. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** TCP payload since then. */
  readonly bytesUpSince: number;
  readonly bytesDownSince: number;
}

/** What a socket has counted. */
interface Counted {
  readonly bytesWritten: number;
  readonly bytesRead: number;
}

interface Connected {
  readonly protocol: Protocol;
  readonly secured: Secured | null;
}

/** `atConnack`, `now`: of one socket. */
export function handshakeOf({ protocol, secured }: Connected, atConnack: Counted, now: Counted): Handshake {
  const { bytesWritten: bytesUp, bytesRead: bytesDown } = atConnack;
  const since = { bytesUpSince: now.bytesWritten - bytesUp, bytesDownSince: now.bytesRead - bytesDown };
  const roundTrips = roundTripsOf(protocol, secured);
  return { secured, roundTrips, bytesUp, bytesDown, ...since };
}

/** SYN and its answer, CONNECT and CONNACK. */
const ofTcpAndMqtt = 2;

/** TLS 1.3 takes one (RFC 8446, section 2), 1.2 two, and one where it resumes (RFC 5246, section 7.3); a WebSocket is asked for in one (RFC 6455, section 4). */
export function roundTripsOf(protocol: Protocol, secured: Secured | null): number {
  const ofTls = secured === null ? 0 : secured.version === "TLSv1.3" || secured.isResumed ? 1 : 2;
  return ofTcpAndMqtt + ofTls + (protocols[protocol].hasPath ? 1 : 0);
}
