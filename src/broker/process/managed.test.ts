import { expect, it } from "vitest";
import { activemqOf } from "../brokers/activemq.ts";
import { lackOf, missingPackages, whyNotInstalled } from "./managed.ts";

const findJava = (): string => "/usr/bin/java";

it("a broker that lacks one part is not called missing: the part is named", () => {
  const activemq = activemqOf({ isFile: (path) => !path.startsWith("/usr/share/java/"), findJava });
  expect(lackOf(activemq)).toBe("lacks libmqtt-client-java");
  expect(whyNotInstalled({ title: "ActiveMQ", ...activemq })).toBe(
    "ActiveMQ lacks libmqtt-client-java: apt-get install libmqtt-client-java",
  );
});

it("what is not there at all is told with all that it takes", () => {
  const activemq = activemqOf({ isFile: () => false, findJava });
  expect(whyNotInstalled({ title: "ActiveMQ", ...activemq })).toBe(
    "ActiveMQ is not installed: apt-get install activemq libmqtt-client-java",
  );
});

it("without a Java machine it needs one; with everything it needs nothing", () => {
  expect(missingPackages(activemqOf({ isFile: () => true, findJava }))).toEqual([]);
  const withoutJava = activemqOf({ isFile: () => true, findJava: () => undefined });
  expect(missingPackages(withoutJava)).toEqual(["default-jre-headless"]);
});
