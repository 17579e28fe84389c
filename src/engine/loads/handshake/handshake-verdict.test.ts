import { expect, test } from "vitest";
import type { Row } from "../../../scenario/loads/handshake-rows.ts";
import { judgeRow, keepsPromise } from "./handshake-verdict.ts";
import type { RowCounts } from "./handshake-verdict.ts";

const cut = (qos: Row["qos"], step: Row["step"] = "PUBLISH", side: Row["side"] = "publisher"): Row => ({
  fault: "cut",
  side,
  qos,
  step,
});
const duplicate = (qos: Row["qos"], step: Row["step"]): Row => ({ ...cut(qos, step), fault: "duplicate" });

test.each<readonly [string, Row, readonly [none: boolean, once: boolean, twice: boolean]]>([
  ["QoS 0: at most once", cut(0), [true, true, false]],
  ["QoS 1: at least once", cut(1), [false, true, true]],
  ["QoS 2: exactly once", cut(2), [false, true, false]],
  ["QoS 1, twice at once: at least once", duplicate(1, "PUBLISH"), [false, true, true]],
  // The second is a new message: a broker that takes it for the first has lost it.
  ["QoS 1, again after PUBACK: both", duplicate(1, "PUBACK"), [false, false, true]],
  ["QoS 2, again before PUBREL: once", duplicate(2, "PUBREC"), [false, true, false]],
  ["QoS 2, again after PUBCOMP: both", duplicate(2, "PUBCOMP"), [false, false, true]],
])("%s", (_, row, kept) => {
  expect([0, 1, 2].map((deliveries) => keepsPromise(row, deliveries))).toEqual(kept);
});

const counts: RowCounts = {
  exchanges: 10,
  reached: 10,
  resentWhileOpen: 0,
  deliveredWhileOpen: 0,
  publishesResent: 10,
  withDup: 10,
  pubrelsResent: 0,
  acknowledgements: {},
  sessionsPresent: 10,
  endedByBroker: 0,
  unfinished: 0,
  deliveries: { none: 0, once: 10, more: 0 },
};
const withheld: Row = { ...cut(1, "PUBACK", "subscriber"), fault: "withheld" };
const held: Row = { ...cut(2, "PUBREL"), fault: "withheld" };

test.each<readonly [string, Row, Partial<RowCounts>, boolean, string, readonly string[]]>([
  ["nothing to say", cut(1), {}, false, "kept", []],
  [
    "a broker that resends on a living connection may do so in 3.1.1",
    withheld,
    { resentWhileOpen: 4 },
    false,
    "kept",
    ["4 resent on a living connection: 3.1.1 allows it"],
  ],
  [
    "and not in MQTT 5",
    withheld,
    { resentWhileOpen: 4 },
    true,
    "broken",
    ["4 resent on a living connection: MQTT 5 forbids it [MQTT-4.4.0-1]"],
  ],
  [
    "what a broker resends has the DUP flag",
    cut(1, "PUBACK", "subscriber"),
    { withDup: 3 },
    false,
    "kept",
    ["7 of 10 resent without DUP [MQTT-3.3.1-1]"],
  ],
  [
    "after PUBREC the sender may resend PUBREL only",
    cut(2, "PUBCOMP", "subscriber"),
    {},
    false,
    "kept",
    ["PUBLISH resent 10 times where PUBREL is due (4.3.3)"],
  ],
  [
    "a broker does not ask for a PUBREL",
    held,
    { acknowledgements: { PUBREC: 12 } },
    false,
    "kept",
    ["PUBREC came 12 times for 10 messages"],
  ],
  [
    "connections that the broker ended are said",
    cut(2),
    { endedByBroker: 3 },
    false,
    "kept",
    ["3 connections ended by the broker"],
  ],
  [
    "sessions that were not resumed, steps not reached and handshakes that never ended are said",
    cut(1),
    { reached: 9, sessionsPresent: 0, unfinished: 2 },
    false,
    "kept",
    [
      "1 never came to this step",
      "session present 0 in 9 of 9 resumed connections",
      "2 handshakes stayed open: each of this row is cut on purpose, and these were not taken up again",
    ],
  ],
])("%s", (_, row, changes, isVersion5, verdict, remarks) => {
  expect(judgeRow(row, { ...counts, ...changes }, 0, isVersion5)).toEqual({ verdict, remarks });
});

test("one exchange that is not as promised breaks the row", () => {
  expect(judgeRow(cut(2), counts, 1, false).verdict).toBe("broken");
});
