import { expect, test } from "vitest";
import type { QosPair } from "../../../result/loads/retained.ts";
import { isAsPredicted, pairsWrong } from "./retained-pairs.ts";

const good: QosPair = {
  publishQos: 2,
  subscribeQos: 1,
  filter: "exact",
  grantedQos: 1,
  predictedQos: 1,
  live: { qos: 1, isRetained: false },
  retained: { qos: 1, isRetained: true },
  note: null,
};

test.each<readonly [string, Partial<QosPair>, boolean]>([
  ["at the lower QoS, flagged only when retained", {}, true],
  ["live above the granted QoS", { live: { qos: 2, isRetained: false } }, false],
  ["retained above the granted QoS", { retained: { qos: 2, isRetained: true } }, false],
  ["live with the retain flag", { live: { qos: 1, isRetained: true } }, false],
  ["retained without its flag", { retained: { qos: 1, isRetained: false } }, false],
  ["never delivered", { live: null }, false],
  ["never kept", { retained: null }, false],
  ["subscription refused", { grantedQos: null }, false],
  ["PUBLISH answered as at another QoS", { note: "answered QoS 2 with PUBACK" }, false],
])("%s", (_, changes, isGood) => {
  expect(isAsPredicted({ ...good, ...changes })).toBe(isGood);
  expect(pairsWrong([good, { ...good, ...changes }])).toBe(isGood ? 0 : 1);
});
