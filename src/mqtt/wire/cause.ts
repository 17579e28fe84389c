/** Why a connection ended: in words for whom it is told, by a code for what decides by it. */

export type CauseCode =
  /** The broker ended or reset it. */
  | "closed"
  /** Nothing listens there. */
  | "nothing listens"
  | "not let in"
  | "protocol version"
  /** There is no WebSocket at the path. */
  | "no such path"
  | "speaks TLS"
  | "speaks no TLS"
  | "speaks HTTP"
  /** A PUBACK that is no answer to the message in flight. */
  | "unexpected PUBACK"
  /** Also one that the broker says is ours. */
  | "protocol error"
  /** Nothing is decided by it. */
  | "other";

export interface Cause {
  readonly code: CauseCode;
  readonly words: string;
  /** What the broker itself said of it (5.0, for example section 3.14.2.2.3); left out: nothing. Kept apart, since every connection may be told something else. */
  readonly said?: string;
}

export const closedByBroker: Cause = { code: "closed", words: "connection closed by the broker" };

export function otherCause(words: string): Cause {
  return { code: "other", words };
}

export function protocolError(problem: string, code: CauseCode = "protocol error"): Cause {
  return { code, words: `protocol error of the broker: ${problem}` };
}
