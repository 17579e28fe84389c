import { expect, test } from "vitest";
import { isSentByClient, messagesOf, rows, titleOf } from "./handshake-rows.ts";

test("every packet of every level is a row, on each side", () => {
  expect(rows.map((row) => `QoS ${row.qos}, ${row.side}: ${titleOf(row)}`)).toMatchInlineSnapshot(`
    [
      "QoS 0, publisher: cut before PUBLISH reaches the broker",
      "QoS 1, publisher: cut before PUBLISH reaches the broker",
      "QoS 1, publisher: cut before PUBACK reaches the publisher",
      "QoS 2, publisher: cut before PUBLISH reaches the broker",
      "QoS 2, publisher: cut before PUBREC reaches the publisher",
      "QoS 2, publisher: cut before PUBREL reaches the broker",
      "QoS 2, publisher: cut before PUBCOMP reaches the publisher",
      "QoS 2, publisher: PUBREL withheld, then cut",
      "QoS 0, subscriber: cut before PUBLISH reaches the subscriber",
      "QoS 1, subscriber: cut before PUBLISH reaches the subscriber",
      "QoS 1, subscriber: cut before PUBACK reaches the broker",
      "QoS 1, subscriber: PUBACK withheld, then cut",
      "QoS 2, subscriber: cut before PUBLISH reaches the subscriber",
      "QoS 2, subscriber: cut before PUBREC reaches the broker",
      "QoS 2, subscriber: cut before PUBREL reaches the subscriber",
      "QoS 2, subscriber: cut before PUBCOMP reaches the broker",
      "QoS 2, subscriber: PUBREC withheld, then cut",
      "QoS 2, subscriber: PUBCOMP withheld, then cut",
      "QoS 1, publisher: PUBLISH twice at once",
      "QoS 1, publisher: PUBLISH again after PUBACK",
      "QoS 2, publisher: PUBLISH again after PUBREC",
      "QoS 2, publisher: PUBLISH again after PUBCOMP",
    ]
  `);
});

test("a packet that is withheld is one that the client sends", () => {
  expect(rows.filter((row) => row.fault === "withheld" && !isSentByClient(row))).toEqual([]);
});

test("a PUBLISH after the end of its handshake is a second message; before it, the same one", () => {
  const messages = rows.filter(({ fault }) => fault === "duplicate").map((row) => [titleOf(row), messagesOf(row)]);
  expect(messages).toEqual([
    ["PUBLISH twice at once", 1],
    ["PUBLISH again after PUBACK", 2],
    ["PUBLISH again after PUBREC", 1],
    ["PUBLISH again after PUBCOMP", 2],
  ]);
});
