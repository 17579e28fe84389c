import { describe, expect, test } from "vitest";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";
import { parsePrice } from "./price.ts";
import { readService, serviceNames } from "./service-files.ts";

const sound = "name: x\nsensors: { count: 100, every: 5s }\nsubscribers: { topic: sensors/# }";
const fleetOf = (fleet: string) => readOne(`${sound}\nfleet: ${fleet}\n`).fleet;
const mistakes = (fleet: string, rest = sound) => problemsOf(`${rest}\nfleet: ${fleet}\n`);

describe("what a fleet costs", () => {
  test("is stated by a service's name, a data plan and a radio, with plain numbers", () => {
    const fleet = fleetOf(`
  commands: { every: 1h }
  tariff: aws-iot-core
  data: { price: 0.40/MB, step: 1KB }
  radio: { rtt: 1.6s, wake: 2s, tail: 10s, power: 0.5W, release: true, battery: 19Wh }`);
    expect(fleet).toMatchObject({
      commands: { periodNs: 3600e9, payloadBytes: 64 },
      tls: { version: "1.3", handshakeBytes: 0 },
      tariff: { service: "AWS IoT Core", currency: "USD", levels: [0, 1] },
      data: { amount: "0.40", currency: null, per: 1e6, stepBytes: 1000, rounds: "session" },
      radio: { rttNs: 1.6e9, wakeNs: 2e9, tailNs: 10e9, powerWatts: 0.5, release: true, batteryWattHours: 19 },
    });
  });

  test("may have rules of its own: one, or several", () => {
    const meters = "meters: { publish: both, puback: from-device }";
    expect(fleetOf(`{ tariff: { per: message, step: 5KB, price: 1.00/1M, ${meters} } }`)?.tariff).toEqual({
      service: "the scenario's own tariff",
      region: null,
      read: null,
      sources: [],
      notes: [],
      levels: [0, 1, 2],
      currency: null,
      rules: [
        {
          name: "a message",
          per: "message",
          stepBytes: 5000,
          size: "packet",
          layer: "wire",
          meters: { PUBLISH: "both", PUBACK: "from-device" },
          prices: [{ upTo: null, amount: "1.00", per: 1e6 }],
        },
      ],
    });
    const operation = `{ per: operation, step: none, price: 0.60/1M, ${meters} }`;
    expect(fleetOf(`{ tariff: ${operation} }`)?.tariff?.rules).toMatchObject([{ name: "an operation" }]);
    const two = "[{ per: device, price: 0.10 EUR }, { per: byte, price: 0.15 EUR/GiB, layer: mqtt }]";
    expect(fleetOf(`{ tariff: ${two} }`)?.tariff).toMatchObject({
      currency: "EUR",
      rules: [{ per: "device" }, { layer: "mqtt", prices: [{ amount: "0.15", per: 1024 ** 3 }] }],
    });
  });

  test("has the retained PUBLISH where every sensor's is", () => {
    expect(
      readOne(`name: x\nsensors: { count: 1, every: 1s, retain: true }\nfleet: { tariff: aws-iot-core }`).fleet,
    ).toMatchObject({ isRetained: true });
  });
});

describe("mistakes are told with their place:", () => {
  test.each([
    [
      "{ tariff: aws-iot-cor }",
      's.yaml:4:18: fleet.tariff: no service is called "aws-iot-cor"; did you mean `aws-iot-core`?',
    ],
    ["{ tariff: { per: message, price: 1.00/1M } }", "s.yaml:4:18: fleet.tariff.step is missing"],
    ["{ tariff: { per: message, step: 0B, price: 1.00/1M } }", "s.yaml:4:40: fleet.tariff.step must be at least 1B"],
    [
      "{ tariff: { per: message, step: 5kB, price: -1.00/1M } }",
      's.yaml:4:52: fleet.tariff.price: expected a price such as 1.00 USD/1M or 0.10 EUR, got "-1.00/1M"',
    ],
    ["{ tariff: { per: operation, step: none, price: 1/1M } }", "s.yaml:4:18: fleet.tariff.meters is missing"],
    [
      "{ tariff: { per: message, step: 5kB, price: 1/1M, meters: { pubak: both } } }",
      "s.yaml:4:68: unknown key `pubak`; did you mean `puback`?",
    ],
    [
      "{ tariff: [{ per: device, price: 1 EUR }, { per: minute, price: 1 USD/1M }] }",
      "s.yaml:4:18: fleet.tariff has prices in several currencies, which cannot be added: EUR, USD",
    ],
    [
      "{ tariff: { per: device, price: [{ upTo: 1k, price: 1 }, { upTo: 2k, price: 1 }] } }",
      "s.yaml:4:40: fleet.tariff.price needs upTo in each of its tiers but the last",
    ],
    [
      "{ tariff: { per: device, price: [{ upTo: 2k, price: 1 }, { upTo: 1k, price: 1 }, { price: 1 }] } }",
      "s.yaml:4:40: fleet.tariff.price has tiers that do not rise",
    ],
    ["{ data: { price: 0.40/MB } }", "s.yaml:4:16: fleet.data.step is missing"],
    [
      "{ data: { price: 0.40/M, step: 1KB } }",
      's.yaml:4:25: fleet.data.price: expected a price such as 0.40 EUR/MB, got "0.40/M"',
    ],
    [
      "{ radio: { rtt: 1s, wake: 2s, tail: 10s } }",
      "s.yaml:4:17: fleet.radio.power: expected a power such as 500mW or 0.5W, got nothing",
    ],
    [
      "{ radio: { rtt: 1s, wake: 2s, tail: 10s, power: 19Wh } }",
      's.yaml:4:56: fleet.radio.power: expected a power such as 500mW or 0.5W, got "19Wh"',
    ],
    [
      "{ tariff: aws-iot-core, cut: 1% }",
      's.yaml:4:8: fleet.tls says nothing of the bytes of a handshake, which each reconnect after a cut takes: add `tls: { version: "1.3", handshake: 4kB }`',
    ],
  ])("%s", (fleet, problem) => {
    expect(mistakes(fleet)).toEqual([problem]);
  });

  test.each([
    [
      "sensors: { count: 1, every: 1s }",
      "{ commands: { every: 1h } }",
      "states commands, whose packets are counted where messages are delivered: add `subscribers`",
    ],
    [
      "sensors: { count: 1, loop: closed }",
      "{ tariff: aws-iot-core }",
      "states tariff, and nothing says how often a device sends: add `every: 5min`",
    ],
    [
      "sensors: { count: 1 }\nload: { kind: idle }",
      "{ data: { price: 1/MB, step: none } }",
      "states data, which is reckoned from messages that sensors send: load idle counts none",
    ],
  ])("what a run could not count, of %s", (rest, fleet, problem) => {
    expect(mistakes(fleet, `name: x\n${rest}`)).toEqual([expect.stringContaining(`fleet ${problem}`)]);
  });
});

test.each([
  ["1.00 USD/1M", { amount: "1.00", currency: "USD", per: 1e6 }],
  ["0.08/1000", { amount: "0.08", currency: null, per: 1000 }],
  ["2 EUR", { amount: "2", currency: "EUR", per: 1 }],
  ["1e3/1M", undefined],
  ["1.00 euro/1M", undefined],
  ["1.00/0", undefined],
  ["+1/1M", undefined],
])("the price %s is %o", (text, price) => {
  expect(parsePrice(text, "things")).toEqual(price);
});

test("every service's file is sound, dated, and says where it was read", () => {
  expect(serviceNames()).toContain("aws-iot-core");
  for (const name of serviceNames()) {
    const tariff = readService(name)?.tariff;
    expect(tariff?.read ?? "2026-11").toMatch(/^\d{4}-\d\d/u);
    expect(tariff?.sources.length ?? 1).toBeGreaterThan(0);
  }
});
