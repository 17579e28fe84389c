import { describe, expect, it } from "vitest";
import { parser } from "mqtt-packet";
import { generateConnect } from "./connect-packet.ts";

const plain = {
  cmd: "connect",
  protocolId: "MQTT",
  protocolVersion: 5,
  clean: true,
  clientId: "c",
  keepalive: 60,
} as const;

function parsed(bytes: Uint8Array): unknown {
  const packets: unknown[] = [];
  const reader = parser({ protocolVersion: 5 });
  reader.on("packet", (packet) => packets.push(packet));
  expect(reader.parse(Buffer.from(bytes))).toBe(0);
  return packets[0];
}

describe("a CONNECT with a password and no user name", () => {
  it("has the flag and the field of the password alone", () => {
    const bytes = generateConnect({ ...plain, password: Buffer.from("pw") });
    expect([...bytes]).toEqual([0x10, 18, 0, 4, 77, 81, 84, 84, 5, 0x42, 0, 60, 0, 0, 1, 99, 0, 2, 112, 119]);
  });

  it.each([0, 1, 103, 104, 105, 200, 20_000])("is whole with a password of %i bytes", (length) => {
    const password = Buffer.alloc(length, 120);
    const packet = parsed(generateConnect({ ...plain, password, properties: { sessionExpiryInterval: 9 } }));
    expect(packet).toMatchObject({ clientId: "c", properties: { sessionExpiryInterval: 9 }, password });
    expect(packet).not.toHaveProperty("username");
  });
});

it("a CONNECT with both, or with neither, is as mqtt-packet writes it", () => {
  expect(parsed(generateConnect({ ...plain, username: "u", password: Buffer.from("pw") }))).toMatchObject({
    username: "u",
    password: Buffer.from("pw"),
  });
  expect(parsed(generateConnect(plain))).not.toHaveProperty("password");
});

it("a CONNECT without an id may ask for a session that is kept, which mqtt-packet refuses to write", () => {
  const packet = parsed(generateConnect({ ...plain, clientId: "", clean: false, username: "u" }));
  expect(packet).toMatchObject({ clientId: "", clean: false, username: "u" });
});
