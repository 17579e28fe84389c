/** Why a connection could not be made or ended: Node's error codes, and those of OpenSSL. */
import { otherCause, protocolError } from "../wire/cause.ts";
import type { Cause, CauseCode } from "../wire/cause.ts";

const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused: nothing listens there",
  ECONNRESET: "connection reset by the broker",
  EPIPE: "connection closed by the broker while writing",
  ETIMEDOUT: "connection timed out",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  EADDRNOTAVAIL: "no source port left, or not an address of this machine: see mqbench doctor",
  EMFILE: "no file descriptor left: see mqbench doctor",
  ENOTFOUND: "host name not found",
  CERT_HAS_EXPIRED: "the broker's certificate has expired",
  CERT_NOT_YET_VALID: "the broker's certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the broker's certificate is signed by itself, not by an authority that is trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "the broker's certificate is not signed by an authority that is trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the broker's certificate is not signed by an authority that is trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the broker's certificate is not signed by an authority that is trusted",
  CERT_SIGNATURE_FAILURE: "the broker's certificate is not signed by an authority that is trusted",
  ERR_SSL_WRONG_VERSION_NUMBER: "what listens there does not speak TLS",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "what listens there does not speak TLS",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "the broker asks for a client certificate",
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: "the broker refuses the TLS handshake",
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: "the broker refuses the client certificate",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: "the broker refuses the client certificate: it has expired",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "the broker does not trust the authority of the client certificate",
  ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR: "the broker refuses the client certificate",
};

const codes: Readonly<Record<string, CauseCode>> = {
  ECONNREFUSED: "nothing listens",
  ECONNRESET: "closed",
  EPIPE: "closed",
  ERR_SSL_WRONG_VERSION_NUMBER: "speaks no TLS",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "speaks no TLS",
};

export function failureOf(error: Error): Cause {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return otherCause(`the broker's certificate is for another name: ${namesOf(error)}`);
  if (code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") return protocolError("a WebSocket message of more than 100 MiB");
  const words = causes[code];
  if (words !== undefined) return { code: codes[code] ?? "other", words };
  return webSocketRefusal(error.message) ?? otherCause(error.message);
}

/** What the WebSocket client says of an answer that opens none. */
function webSocketRefusal(message: string): Cause | undefined {
  if (/^Server sent (?:no|an invalid) subprotocol/u.test(message))
    return otherCause("the WebSocket does not speak the sub-protocol mqtt");
  const [, status] = /^Unexpected server response: (\d+)$/u.exec(message) ?? [];
  if (status === undefined) return undefined;
  const why =
    status === "404"
      ? "there is no WebSocket at this path"
      : status === "401" || status === "403"
        ? "the WebSocket asks for a user"
        : "what listens there is not a WebSocket";
  return { code: status === "404" ? "no such path" : "other", words: `refused with HTTP status ${status}: ${why}` };
}

/** Node keeps the certificate and the host that was asked for beside its text. */
function namesOf(error: Error): string {
  if (!("cert" in error) || !("host" in error)) return error.message;
  const { cert, host } = error;
  const names = typeof cert === "object" && cert !== null && "subjectaltname" in cert ? cert.subjectaltname : "none";
  return `${String(names)}, not for ${String(host)}`;
}
