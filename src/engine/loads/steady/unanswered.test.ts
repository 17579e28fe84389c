import { expect, test } from "vitest";
import type { TimedOutage } from "../../account/faults/recovery-result.ts";
import { describeAsked } from "./unanswered.ts";

interface Seen {
  readonly connections: number;
  readonly silent: readonly string[];
  /** Planned cuts, and cuts set off by a packet, by client, at 1 s. */
  readonly planned?: readonly string[];
  readonly setOff?: readonly string[];
  readonly outages?: readonly TimedOutage[];
}

/** Asked at 10 s. */
function describe({ connections, silent, planned = [], setOff = [], outages = [] }: Seen) {
  const cuts = planned.map((client) => ({ client, atNs: 1e9 }));
  const report = { ownDelay: [], connections, heldBytes: 0, cuts, problems: {}, cpuNs: 0 };
  const fired = setOff.map((client) => ({ rule: 0, clientId: `run-${client}`, connection: 1, atNs: 1e9 }));
  const link = { report, fired, faults: { cuts: [], rules: [] }, ownRoundTripNs: [], loadFromNs: 0 };
  const asked = { atNs: 10e9, connections, silent, withinSeconds: 5 };
  return describeAsked({ loaded: { asked }, link, outages, prefix: "run-" });
}

function outage(times: Pick<TimedOutage, "lostNs" | "backNs">, client = "s0x1"): TimedOutage {
  const told = { cause: "reset", hasSession: null, acknowledgedNs: null, isOwed: false };
  return { client, isSensor: true, account: 1, fromNs: times.lostNs, isCut: true, ...told, ...times };
}

test("a broker that does not answer is a fault, and one that does is none", () => {
  expect(describe({ connections: 2, silent: ["s0x1"] })).toEqual({
    section: { asked: { connections: 2, answered: 1, withinSeconds: 5 } },
    faults: [
      {
        code: "not-answered",
        text: "1 of 2 connections did not answer a PINGREQ within 5 s when measure was over: nothing else shows that the broker was there",
      },
    ],
    warnings: [],
  });
  expect(describe({ connections: 2, silent: [] })).toMatchObject({ faults: [], warnings: [] });
});

test("the silence of connections that the link has cut is the link's", () => {
  const cut = { planned: ["s0x1"], setOff: ["s0x2"] };
  expect(describe({ connections: 3, silent: ["s0x1", "s0x2"], ...cut })).toEqual({
    section: { asked: { connections: 1, answered: 1, withinSeconds: 5 } },
    faults: [],
    warnings: [],
  });
  expect(describe({ connections: 3, silent: ["s0x1", "s0x2", "s0x3"], ...cut }).faults).toMatchObject([
    { text: expect.stringMatching(/^1 of 1 connection did not answer/u) },
  ]);
});

test("where the link has cut all that could be asked, that is said, and it is no fault", () => {
  expect(describe({ connections: 1, silent: ["s0x1"], planned: ["s0x1"] })).toEqual({
    section: { asked: { connections: 0, answered: 0, withinSeconds: 5 } },
    faults: [],
    warnings: [
      {
        code: "not-asked",
        text: "the link had cut every connection that was open when measure was over, as the scenario asks: nothing shows that the broker was there",
      },
    ],
  });
});

test("where no connection was open, that is said", () => {
  expect(describe({ connections: 0, silent: [] }).warnings).toEqual([
    {
      code: "not-asked",
      text: "no connection was open when measure was over: nothing shows that the broker was there",
    },
  ]);
});

test.each([
  ["came back before it was asked", outage({ lostNs: 1e9 - 1e6, backNs: 2e9 }), 1],
  ["came back only after it", outage({ lostNs: 1e9, backNs: 11e9 }), 0],
  ["has not come back", outage({ lostNs: 1e9, backNs: null }), 0],
  ["was back from another loss when it was cut", outage({ lostNs: 0.5e9, backNs: 1e9 + 1e6 }), 0],
  ["is another than the one that came back", outage({ lostNs: 1e9, backNs: 2e9 }, "s0x2"), 0],
])("a client that %s", (_, each, faults) => {
  const seen = { connections: 2, silent: ["s0x1"], planned: ["s0x1"], outages: [each] };
  expect(describe(seen).faults).toHaveLength(faults);
});
