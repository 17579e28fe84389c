import { describe, expect, test } from "vitest";
import { hideSecrets, hideSecretsOfAddress, hideSecretsOfArgument } from "./secrets.ts";

describe("text loses user, password and query values of every URL in it, and nothing else", () => {
  test.each([
    ["broker=mqtt://u:p@h:1883, mailto:a@b, mqtt://plain:1", "broker=mqtt://h:1883, mailto:a@b, mqtt://plain:1"],
    ["mqtt://u:p/w#x?y@z@h:1883", "mqtt://h:1883"], // by the last @
    ["mqtt://u:a b,c@h", "mqtt://h"], // a whole URL has no delimiter
    ["at ws://h/mqtt?token=abc&user=me&flag twice", "at ws://h/mqtt?token=…&user=…&… twice"],
    ["ws://h/mqtt?abc", "ws://h/mqtt?…"],
    ["ws://h/mqtt?token=…", "ws://h/mqtt?token=…"], // hidden already
    ["broker=ws://h/mqtt?token=…,qos=2: is wrong", "broker=ws://h/mqtt?token=…,qos=2: is wrong"],
    ['["mqtt://u:p@a","mqtt://v:q@b"]', '["mqtt://a","mqtt://b"]'], // a list
    ["[mqtt://u:p@a,mqtts://v:q@b]", "[mqtt://a,mqtts://b]"],
    ["mqtt://h: connection refused", "mqtt://h: connection refused"],
    ["sensors/a@b", "sensors/a@b"],
  ])("%j", (text, shown) => {
    expect(hideSecrets(text)).toBe(shown);
    expect(hideSecrets(shown)).toBe(shown);
  });
});

test.each([
  ["user:secret@h:1883", "h:1883"], // the scheme was forgotten
  ["mqtt:user:secret@h", "h"],
  ["mosquitto", "mosquitto"],
])("of an address that is no URL, %j, what stands before the @ is hidden", (text, shown) => {
  expect(hideSecretsOfAddress(text)).toBe(shown);
});

test.each([
  ["--broker=mqtt://u:p@h", "--broker=mqtt://h"],
  ["broker.url=user:secret@h", "broker.url=h"],
  ["--metrics=http://h/m?token=a=b", "--metrics=http://h/m?token=…"],
  ["scenarios/smoke.yaml", "scenarios/smoke.yaml"],
  ["--trials", "--trials"],
])("of the word %j", (word, shown) => {
  expect(hideSecretsOfArgument(word)).toBe(shown);
});
