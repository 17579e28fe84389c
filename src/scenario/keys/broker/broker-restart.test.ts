import { expect, test } from "vitest";
import { problemsOf, readOne, twoSensors } from "../../testing/fake-scenario-file.ts";

const reconnect = "session: { reconnect: 1s }";

test("a restart has its defaults, and the broker is told that it will be restarted", () => {
  const { brokerRestart, broker } = readOne(`name: x\nbrokerRestart: { at: 10s }\n${reconnect}\n${twoSensors}\n`);
  expect(brokerRestart).toEqual({ atNs: 10e9, downNs: 1e9, manner: "stop" });
  expect(broker).toMatchObject({ kind: "managed", isRestarted: true });
});

test.each([
  [`brokerRestart: { at: 1s }`, "nobody comes back: add `session: { reconnect: { delay: 1s } }`"],
  [`brokerRestart: { at: 1s }\n${reconnect}\nbroker: mqtt://127.0.0.1`, "needs a broker that mqbench starts"],
  [`brokerRestart: { at: 29s }\n${reconnect}`, "at and down are 30 s together, measure is 30 s"],
  [`brokerRestart: { at: 1s, manner: burn }\n${reconnect}`, "brokerRestart.manner"],
])("%s is a mistake that says why", (text, words) => {
  expect(problemsOf(`name: x\n${text}\n${twoSensors}\n`).join("\n")).toContain(words);
});

test("a load of held exchanges cannot go on without its broker", () => {
  const text = `name: x\nload: { kind: hold, step: puback }\nbrokerRestart: { at: 1s }\n${reconnect}\nsensors: { count: 2 }\nsubscribers: { topic: "#" }\n`;
  expect(problemsOf(text).join("\n")).toContain("steady or idle, got hold");
});
