import { expect, test } from "vitest";
import { problemsOf, readOne, twoSensors } from "../testing/fake-scenario-file.ts";

function linkOf(text: string): unknown {
  return readOne(`name: x\nlink: ${text}\n${twoSensors}\nsubscribers: { topic: "#" }\n`).sensors[0]?.link;
}

const plain = { delayNs: 0, jitterNs: 0, bytesPerSecond: null, bufferBytes: 1_048_576, cut: null };

test.each([
  ["{}", plain],
  [
    "{ delay: 25ms, jitter: 5ms, bandwidth: 1MB/s, buffer: 64KiB }",
    { delayNs: 25e6, jitterNs: 5e6, bytesPerSecond: 1e6, bufferBytes: 65_536, cut: null },
  ],
  ["{ bandwidth: 10Mbit/s }", { ...plain, bytesPerSecond: 1.25e6 }],
  ["{ cut: { rate: 6/min } }", { ...plain, cut: { kind: "random", ratePerSecond: 0.1, manner: "reset" } }],
  ["{ cut: { at: 10s, manner: silent } }", { ...plain, cut: { kind: "at", atNs: 10e9, manner: "silent" } }],
  [
    "{ cut: { packet: PUBREC, direction: down } }",
    { ...plain, cut: { kind: "packet", packet: "PUBREC", direction: "down", nth: 1, when: "before", manner: "reset" } },
  ],
])("link: %s", (text, link) => {
  expect(linkOf(text)).toEqual(link);
});

test("a group's own link takes the place of the scenario's", () => {
  const { sensors, subscribers } = readOne(
    `name: x\nlink: { delay: 1ms }\nsensors: { count: 2, every: 1s, link: { delay: 2ms } }\nsubscribers: { topic: "#" }\n`,
  );
  expect([sensors[0]?.link?.delayNs, subscribers[0]?.link?.delayNs]).toEqual([2e6, 1e6]);
});

test.each([
  [
    "{ delay: 5ms, jitter: 6ms }",
    "s.yaml:2:29: link.jitter is more than the delay: nothing can arrive before it was sent",
  ],
  [
    "{ bandwidth: 1MB }",
    's.yaml:2:20: link.bandwidth: expected a bandwidth such as 16kB/s, 1MB/s or 10Mbit/s, got "1MB"',
  ],
  ["{ buffer: 0B }", "s.yaml:2:17: link.buffer is too small: at least 1B"],
  ["{ cut: {} }", "s.yaml:2:14: link.cut does not say when: give one of `rate: 6/min`, `at: 10s` or `packet: PUBREC`"],
  [
    "{ cut: { rate: 1/s, at: 1s } }",
    "s.yaml:2:14: link.cut says more than once when: give one of `rate: 6/min`, `at: 10s` or `packet: PUBREC`",
  ],
  [
    "{ cut: { packet: PUBREC } }",
    "s.yaml:2:14: link.cut does not say which way the PUBREC goes: add `direction: up` or `direction: down`",
  ],
  [
    "{ cut: { rate: 1/s, nth: 2 } }",
    "s.yaml:2:14: link.cut says which packet without its type: add `packet: PUBREC`, or leave out direction, nth and when",
  ],
  ["{ delai: 5ms }", "s.yaml:2:9: unknown key `delai`; did you mean `delay`?"],
])("link: %s is a mistake", (text, problem) => {
  expect(problemsOf(`name: x\nlink: ${text}\n${twoSensors}\n`)).toEqual([problem]);
});

test("cuts need connections that can be told apart", () => {
  const text = `name: x\nbroker: mqtts://127.0.0.1\nlink: { cut: { at: 1s } }\n${twoSensors}\n`;
  expect(problemsOf(text)).toMatchInlineSnapshot(`
    [
      "s.yaml:3:14: link.cut cannot tell connections apart within TLS or WebSocket: use mqtt:// or transport: tcp, or leave out cut",
    ]
  `);
});

test("loads that make their own connections, or need them to last, refuse what they cannot do", () => {
  const problems = (load: string, link: string) =>
    problemsOf(`name: x\nload: ${load}\nlink: ${link}\nsensors: { count: 2 }\nsubscribers: { topic: "#" }\n`);
  expect(problems("{ kind: handshake }", "{ delay: 1ms }")).toMatchInlineSnapshot(`
    [
      "s.yaml:2:7: handshake makes its own connections to the broker: leave out link",
    ]
  `);
  expect(problems("{ kind: hold, step: puback }", "{ cut: { at: 1s } }")).toMatchInlineSnapshot(`
    [
      "s.yaml:2:7: hold needs connections that last: leave out cut",
    ]
  `);
  expect(() => problems("{ kind: hold, step: puback }", "{ delay: 1ms }")).toThrow("nothing is wrong");
});
