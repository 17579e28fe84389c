import { beforeEach, expect, it, vi } from "vitest";
import { activemq } from "../brokers/activemq.ts";
import { findProgram, isFile } from "../../machine/find-program.ts";
import { lackOf, missingPackages, whyNotInstalled } from "./managed.ts";

vi.mock("../../machine/find-program.ts");

beforeEach(() => {
  vi.mocked(findProgram).mockReturnValue("/usr/bin/java");
  vi.mocked(isFile).mockReturnValue(true);
});

it("a broker that lacks one part is not called missing: the part is named", () => {
  vi.mocked(isFile).mockImplementation((path) => !path.startsWith("/usr/share/java/"));
  expect(lackOf(activemq)).toBe("lacks libmqtt-client-java");
  expect(whyNotInstalled(activemq)).toBe("ActiveMQ lacks libmqtt-client-java: apt-get install libmqtt-client-java");
});

it("what is not there at all is told with all that it takes", () => {
  vi.mocked(isFile).mockReturnValue(false);
  expect(whyNotInstalled(activemq)).toBe("ActiveMQ is not installed: apt-get install activemq libmqtt-client-java");
});

it("without a Java machine it needs one; with everything it needs nothing", () => {
  expect(missingPackages(activemq)).toEqual([]);
  vi.mocked(findProgram).mockReturnValue(undefined);
  expect(missingPackages(activemq)).toEqual(["default-jre-headless"]);
});
