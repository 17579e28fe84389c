import { expect, test } from "vitest";
import { hideValue } from "../../../environment-values.ts";
import { resolveHeaders } from "./headers.ts";

function problems(headers: Readonly<Record<string, string>>, url = "wss://127.0.0.1/mqtt"): readonly unknown[] {
  const found: unknown[] = [];
  resolveHeaders(headers, [url], (path, text) => void found.push([...path, text]));
  return found;
}

test("a header whose name says that it is a secret comes from the environment", () => {
  hideValue("of-the-environment", "${HEADER_TEST}");
  expect(problems({ Authorization: "Bearer of-the-environment", "X-Tenant": "7" })).toEqual([]);
  const told = "is a secret in a scenario: write ${NAME} of the environment";
  expect(problems({ Authorization: "Bearer abc", "X-Api-Key": "abc", Cookie: "a=b" })).toEqual([
    ["Authorization", told],
    ["X-Api-Key", told],
    ["Cookie", told],
  ]);
});

test("what cannot be in a WebSocket's request is told", () => {
  expect(problems({ "Sec-WebSocket-Protocol": "mqtt", "a b": "c", good: "a\nb" })).toEqual([
    ["Sec-WebSocket-Protocol", "is a header that the WebSocket itself writes: leave it out"],
    ["a b", "cannot stand in a request: its name or value has a character that HTTP does not allow"],
    ["good", "cannot stand in a request: its name or value has a character that HTTP does not allow"],
  ]);
  expect(problems({ "X-Tenant": "7" }, "mqtts://127.0.0.1")).toEqual([["are of WebSockets: ws:// or wss://"]]);
});
