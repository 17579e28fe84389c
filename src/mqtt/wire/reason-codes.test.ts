import { expect, it } from "vitest";
import { refusedConnect, sentDisconnect } from "./reason-codes.ts";

it.each([
  [0x01, "protocol version"], // 3.1.1
  [0x84, "protocol version"], // 5.0
  [0x04, "not let in"],
  [0x05, "not let in"],
  [0x86, "not let in"],
  [0x87, "not let in"],
  [0x88, "other"],
])("a CONNACK of code %i is %s", (reason, code) => {
  expect(refusedConnect(reason).code).toBe(code);
});

it.each([
  [0x01, "other"], // of CONNACK alone
  [0x04, "other"],
  [0x82, "protocol error"],
  [0x84, "protocol version"],
  [0x87, "not let in"],
])("a DISCONNECT of code %i is %s", (reason, code) => {
  expect(sentDisconnect(reason).code).toBe(code);
});
