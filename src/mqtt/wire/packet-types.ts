/** The control packet types (MQTT 3.1.1 and 5.0, section 2.1.2), their numbers and names. */

export const packetType = {
  CONNECT: 1,
  CONNACK: 2,
  PUBLISH: 3,
  PUBACK: 4,
  PUBREC: 5,
  PUBREL: 6,
  PUBCOMP: 7,
  SUBSCRIBE: 8,
  SUBACK: 9,
  UNSUBSCRIBE: 10,
  UNSUBACK: 11,
  PINGREQ: 12,
  PINGRESP: 13,
  DISCONNECT: 14,
  AUTH: 15,
} as const;

export type PacketName = keyof typeof packetType;

const names = new Map<number, PacketName>(
  Object.keys(packetType)
    .filter(isPacketName)
    .map((name) => [packetType[name], name]),
);

function isPacketName(name: string): name is PacketName {
  return Object.hasOwn(packetType, name);
}

/** undefined for 0, which is reserved. */
export function packetOf(type: number): PacketName | undefined {
  return names.get(type);
}

export function packetName(type: number): string {
  return names.get(type) ?? `type ${type}`;
}
