import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import { agreedTables } from "./agreed-text.ts";
import { tableLines } from "./part.ts";

test("what CONNACK imposed stands in a table that fits a terminal; at MQTT 3.1.1 there is none", () => {
  const imposed = { topicAliasMaximum: 10, receiveMaximum: 20, maximumQos: 2, serverKeepaliveSeconds: null };
  const agreed = [
    { connections: 450, ...imposed, maximumPacketBytes: 268_435_455 },
    { connections: 2, ...imposed, topicAliasMaximum: 0, maximumPacketBytes: null, serverKeepaliveSeconds: 30 },
  ];
  const lines = agreedTables(fakeResult({ trials: [fakeTrial(2, { agreed })] })).flatMap(tableLines);
  expect(`\n${lines.join("\n")}\n`).toMatchInlineSnapshot(`
    "
    connections  aliases  in flight    packet, B  QoS  keepalive, s
    450               10         20  268,435,455    2             –
    2                  0         20            –    2            30
    "
  `);
  expect(agreedTables(fakeResult())).toEqual([]);
});
