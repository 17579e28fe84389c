import { expect, it } from "vitest";
import { failureOf } from "../transport/connection-failures.ts";
import { strangerIn } from "./not-mqtt.ts";

it.each([
  ["HTTP/1.1 400 Bad Request\r\n", "what listens there answers with HTTP (status 400), not MQTT"],
  ["SSH-2.0-OpenSSH_9.2\r\n", 'what listens there is not an MQTT broker: it says "SSH-2.0-OpenSSH_9.2"'],
  ["\u0015\u0003\u0001\u0000\u0002\u0002\u0046", "what listens there speaks TLS, not plain MQTT"],
  ["\u0020\u0002\u0000\u0000", undefined],
  ["\u0040\u0002\u0000\u0001", undefined],
])("%j: %s", (text, words) => {
  expect(strangerIn(Buffer.from(text, "latin1"), text.length)?.words).toBe(words);
});

it.each([
  ["Unexpected server response: 404", "refused with HTTP status 404: there is no WebSocket at this path"],
  ["Unexpected server response: 401", "refused with HTTP status 401: the WebSocket asks for a user"],
  ["Unexpected server response: 200", "refused with HTTP status 200: what listens there is not a WebSocket"],
  ["Server sent no subprotocol", "the WebSocket does not speak the sub-protocol mqtt"],
])("of a WebSocket %j: %s", (message, words) => {
  expect(failureOf(new Error(message)).words).toBe(words);
});
