import { expect, it } from "vitest";
import { isProtocol, protocolNames, protocols, schemesInWords } from "./protocols.ts";

it("tells a protocol by its name alone", () => {
  expect(["mqtt", "wss", "http", "", "constructor"].map(isProtocol)).toEqual([true, true, false, false, false]);
});

it("lists beginnings of a URL in words", () => {
  expect(schemesInWords(() => true, "or")).toBe("mqtt://, mqtts://, ws:// or wss://");
  expect(schemesInWords(({ isSecure }) => isSecure, "and")).toBe("mqtts:// and wss://");
});

it.each(protocolNames)("%s has both its twins, and is one of them", (name) => {
  const { plain, secure, isSecure } = protocols[name];
  expect([protocols[plain].isSecure, protocols[secure].isSecure, isSecure ? secure : plain]).toEqual([
    false,
    true,
    name,
  ]);
});
