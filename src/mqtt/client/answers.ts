/** Reads what a broker says of the session as a whole: CONNACK, SUBACK, DISCONNECT, and what else it may say first. Pure. */
import type { MessageKind } from "./client.ts";
import { otherCause, protocolError } from "../wire/cause.ts";
import type { Cause } from "../wire/cause.ts";
import { decodeConnack, decodeDisconnect, decodeSuback } from "../wire/control-packets.ts";
import type { Connack, ProtocolVersion } from "../wire/control-packets.ts";
import { strangerIn } from "../wire/not-mqtt.ts";
import { packetName, packetType } from "../wire/packet-types.ts";

/** The packet identifier of our one SUBSCRIBE, which is answered before a message can have it. */
export const subscribePacketId = 65_535;

/** Why the first bytes of a connection are no answer of a broker. What is not MQTT may look like a packet that never ends: its first byte already shows it. */
export function whyNoAnswer(buffer: Uint8Array, length: number): Cause | undefined {
  const type = (buffer[0] ?? 0) >> 4;
  if (type === packetType.CONNACK || type === packetType.DISCONNECT) return undefined;
  return strangerIn(buffer, length) ?? protocolError(`${packetName(type)} before CONNACK`);
}

/** What did not come in time. */
export function timeoutWords(isConnecting: boolean, timeoutNs: number): string {
  return `no ${isConnecting ? "TCP connection" : "CONNACK"} within ${timeoutNs / 1e9} s`;
}

/** undefined: it is malformed. */
export function readConnack(packet: Uint8Array, protocol: ProtocolVersion): Connack | undefined {
  return unlessMalformed(() => decodeConnack(packet, protocol));
}

/** Its reason code; undefined: it is malformed. */
export function readDisconnect(packet: Uint8Array, protocol: ProtocolVersion): number | undefined {
  return unlessMalformed(() => decodeDisconnect(packet, protocol));
}

/** The code by which a SUBACK answers our one SUBSCRIBE; or what is wrong with it. */
export function readGrant(packet: Uint8Array, protocol: ProtocolVersion, isAwaited: boolean): number | Cause {
  const suback = unlessMalformed(() => decodeSuback(packet, protocol));
  if (suback === undefined) return protocolError("malformed SUBACK");
  return isAwaited && suback.packetId === subscribePacketId ? suback.code : protocolError("unexpected SUBACK");
}

/** The code of a CONNACK, SUBACK or DISCONNECT, whose variable header begins at `body`; undefined: it cannot be read. */
export function readCode(
  type: number,
  packet: Uint8Array,
  body: number,
  protocol: ProtocolVersion,
): number | undefined {
  if (type === packetType.CONNACK) return packet.length - body >= 2 ? packet[body + 1] : undefined;
  if (type === packetType.SUBACK) return unlessMalformed(() => decodeSuback(packet, protocol).code);
  return type === packetType.DISCONNECT ? readDisconnect(packet, protocol) : undefined;
}

/** Why a client cannot do its work on the connection that this CONNACK accepts; undefined: it can. */
export function whyUnusable(
  { maximumQos, maximumPacketBytes, receiveMaximum, isSessionPresent }: Connack,
  kinds: readonly Pick<MessageKind, "qos" | "packetBytes">[],
  isClean: boolean,
): Cause | undefined {
  for (const { qos, packetBytes } of kinds) {
    if (qos > maximumQos)
      return otherCause(`broker allows at most QoS ${maximumQos}, the sensor is to send QoS ${qos}`);
    if (packetBytes > maximumPacketBytes)
      return otherCause(`broker allows packets of at most ${maximumPacketBytes} bytes, a message has ${packetBytes}`);
  }
  if (receiveMaximum === 0) return protocolError("Receive Maximum of 0");
  return isSessionPresent && isClean ? protocolError("Session Present after a clean start") : undefined;
}

/** What is wrong with a CONNACK that answers a CONNECT without a client id. */
export function whyNameless(clientId: string, { assignedClientId }: Connack): Cause | undefined {
  if (clientId !== "" || assignedClientId !== undefined) return undefined;
  return protocolError("CONNACK without an Assigned Client Identifier, where CONNECT had none [MQTT-3.2.2-16]");
}

function unlessMalformed<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
