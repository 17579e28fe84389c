/** What the loads that are driven step by step ask of a scenario, and how long they take. Pure. */
import { identityBytes } from "../../mqtt/wire/payload.ts";
import { fleetSize, instancesOf } from "../fleet.ts";
import { rows } from "./handshake-rows.ts";
import type { Scenario, StepwiseLoad, WillLoad } from "../scenario.ts";
import type { Death } from "../schema.ts";

interface DeathRule {
  /** Whether the specification has the will published (3.1.2.5). */
  readonly isDue: boolean;
  readonly version5Only: boolean;
  /** Only where a will is delayed is there a time to come back in. */
  readonly needsDelay: boolean;
}

export const deathRules: Readonly<Record<Death, DeathRule>> = {
  reset: { isDue: true, version5Only: false, needsDelay: false },
  "half-open": { isDue: true, version5Only: false, needsDelay: false },
  "protocol error": { isDue: true, version5Only: false, needsDelay: false },
  takeover: { isDue: true, version5Only: false, needsDelay: false },
  disconnect: { isDue: false, version5Only: false, needsDelay: false },
  "disconnect with will": { isDue: true, version5Only: true, needsDelay: false },
  "resumed in time": { isDue: false, version5Only: true, needsDelay: true },
};

/** Why a death does not exist in a scenario, in words; null: it does. */
export function whyNoDeath(death: Death, { protocol }: Scenario, { delaySeconds }: WillLoad): string | null {
  const rule = deathRules[death];
  if (rule.version5Only && protocol !== "5") return "MQTT 5 only";
  return rule.needsDelay && delaySeconds === 0 ? "needs a will delay" : null;
}

export function isStepwise(load: Scenario["load"]): load is StepwiseLoad {
  return load.kind === "will" || load.kind === "retained" || load.kind === "handshake";
}

/** Most connections at once. */
export function stepwiseConnections(scenario: Scenario, { kind }: StepwiseLoad): number {
  const { sensors, subscribers } = fleetSize(scenario);
  switch (kind) {
    // A publisher and a subscriber for each exchange.
    case "handshake":
      return sensors * 2;
    // Who publishes has left when they subscribe, one group after the other.
    case "retained":
      return Math.max(...scenario.subscribers.map(({ count }) => count)) + 3;
    // Each sensor may be taken over, and a late subscriber comes.
    case "will":
      return sensors * 2 + subscribers + 1;
  }
}

/** At most, connecting left out. */
export function stepwiseNs(scenario: Scenario, load: StepwiseLoad): number {
  if (load.kind === "handshake")
    return rows.reduce(
      (sum, { fault }) => sum + load.timeoutNs + load.settleNs + (fault === "withheld" ? load.withholdNs : 0),
      0,
    );
  // Pairs of QoS wait twice, checks once; twice more for each group.
  if (load.kind === "retained")
    return (18 * 2 + 9) * load.settleNs + scenario.subscribers.length * (load.timeoutNs + 2 * load.settleNs);
  const { deaths, delaySeconds, timeoutNs, settleNs } = load;
  const waits = deaths.filter((death) => whyNoDeath(death, scenario, load) === null).length;
  const silent = deaths.includes("half-open") ? silenceNs(scenario) : 0;
  return waits * (delaySeconds * 1e9 + timeoutNs + settleNs) + silent;
}

/** How long a broker may take to find that a client is silent: one and a half times the keepalive (3.1.2.10), and what it is late. */
export function silenceNs({ keepaliveSeconds }: Scenario): number {
  return keepaliveSeconds * 1.5e9;
}

/** What keeps a scenario from being driven step by step, in words, with the key it concerns. */
export function findStepwiseMistakes(scenario: Scenario): readonly (readonly [key: string, text: string])[] {
  const { load, sensors, subscribers, client, protocol } = scenario;
  if (!isStepwise(load)) return [];
  const found: [string, string][] = [];
  if (client !== "native") found.push(["client", `load ${load.kind} drives a client of its own: leave it out`]);
  if (instancesOf(scenario) > 1) found.push(["broker", `load ${load.kind} has one broker: leave out instances`]);
  const [group] = sensors;
  if (sensors.length > 1 || group === undefined) found.push(["sensors", `load ${load.kind} has one group of sensors`]);
  else if (group.payload.bytes < identityBytes)
    found.push(["sensors", `payload must have at least ${identityBytes} bytes, which say whose message it is`]);
  if (load.kind === "handshake" && sensors.some(({ qos }) => qos !== 0))
    found.push(["qos", "load handshake runs every QoS by itself: leave out qos"]);
  if (sensors.some(({ listen }) => listen !== null))
    found.push(["sensors", `load ${load.kind} has no listening sensors: leave out listen`]);
  if (subscribers.length === 0 && load.kind !== "handshake")
    found.push(["subscribers", "are missing: who receives the messages?"]);
  if (load.kind === "will" && load.delaySeconds > 0 && protocol !== "5")
    found.push(["load", 'a will delay exists in MQTT 5 only: add `protocol: "5"`']);
  if (load.kind === "will" && load.deaths.every((death) => whyNoDeath(death, scenario, load) !== null))
    found.push([
      "load",
      `load.deaths has none that exists here: ${load.deaths.map((death) => `${death}: ${whyNoDeath(death, scenario, load)}`).join(", ")}`,
    ]);
  return found;
}

/** `100 sensors die, wills of 64 B at QoS 1, MQTT 3.1.1`. */
export function summariseStepwise({ sensors, protocol }: Scenario, load: StepwiseLoad): string {
  const [group] = sensors;
  if (group === undefined) return `MQTT ${protocol}`;
  if (load.kind === "handshake")
    return [
      `${group.count.toLocaleString("en")} exchanges a row`,
      `${group.payload.bytes.toLocaleString("en")} B`,
      `MQTT ${protocol}`,
    ].join(", ");
  if (load.kind === "retained") {
    const messages = `${group.count.toLocaleString("en")} retained messages of ${group.payload.bytes.toLocaleString("en")} B`;
    return [messages, `QoS ${group.qos}`, `MQTT ${protocol}`].join(", ");
  }
  return [
    `${group.count.toLocaleString("en")} sensors die`,
    `${group.retain ? "retained " : ""}wills of ${group.payload.bytes.toLocaleString("en")} B`,
    ...(load.delaySeconds > 0 ? [`delayed by ${load.delaySeconds} s`] : []),
    `QoS ${group.qos}`,
    `MQTT ${protocol}`,
  ].join(", ");
}
