import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../result/fake-result.ts";
import type { LinkSection } from "../result/link-section.ts";
import { renderLink } from "./link-text.ts";
import { renderRecovery } from "./recovery-text.ts";

const cut = { client: "s0x1", atSeconds: 7 };

function linkSection(changes: Partial<LinkSection["groups"][number]>): LinkSection {
  const group = {
    name: "sensors",
    role: "sensor" as const,
    delayNs: 25e6,
    jitterNs: 0,
    bytesPerSecond: null,
    bufferBytes: 1_048_576,
    ownRoundTripNs: 1.2e6,
    crossings: { count: 4000, p50Ns: 600e3, p99Ns: 2e6, maxNs: 5e6 },
    serviceTimeLessLinkNs: 100.5e6,
    forwardsOn: null,
    boundPerSecond: null,
    ...changes,
  };
  return {
    groups: [group],
    connections: 101,
    plannedCuts: [cut, cut],
    madeCuts: [cut],
    packetCuts: [],
    problems: {},
    cpuNs: 1e9,
  };
}

test("a row a group: what was asked for, what the link adds, what its delay shows; then its cuts", () => {
  const trials = [
    fakeTrial(0, { link: linkSection({ serviceTimeLessLinkNs: null, jitterNs: 5e6, bytesPerSecond: 1e6 }) }),
    fakeTrial(2, { link: linkSection({ forwardsOn: "PUBREL", boundPerSecond: 400 }) }),
  ];
  expect(`\n${renderLink(fakeResult({ trials })).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    link                       one way  adds to a round trip  late p50   p99  service p50  less the link's own  round trips × 2d  forwards on  bound by 2d
    qos=0 sensors  25 ms ± 5 ms 1 MB/s                1.2 ms    600 µs  2 ms            –                    –                 –            –            –
    qos=2 sensors                25 ms                1.2 ms    600 µs  2 ms       400 µs               101 ms            100 ms       PUBREL        400/s
    cuts qos=0: 1 of 2 planned were made
    cuts qos=2: 1 of 2 planned were made
    bound by 2d: in a closed loop no broker can complete more: window ÷ round trips × 2d, of all sensors together
    "
  `);
  expect(renderLink(fakeResult())).toEqual([]);
});

test("outages: how many, how long, what they cost", () => {
  const recovery = {
    outages: 20,
    clients: 19,
    notBack: 1,
    spanNs: 9.5e9,
    resent: { PUBLISH: { packets: 4, bytes: 320 } },
    answers: {},
    connecting: { packets: 40, bytes: 600 },
    packetsPerOutage: 2.2,
    bytesPerOutage: 46,
  };
  const trials = [fakeTrial(0), fakeTrial(2, { recovery })];
  expect(`\n${renderRecovery(fakeResult({ trials })).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    outages  count  not back  last back after  back p50  p99  recovered p50  p99  max  messages delayed  packets an outage  bytes an outage  of them to connect  peak broker CPU    RSS
    qos=2       20         1         9,500 ms         –    –              –    –    –                 –                2.2             46 B                   2                –  72 MB
    "
  `);
  expect(renderRecovery(fakeResult())).toEqual([]);
});
