/** What a device exchanges with its broker in a month: each kind of exchange with its packets as they were counted. All that is reckoned of a fleet comes from here. Pure. */
import type { MetricName } from "../../metrics/catalogue.ts";
import { steadyOf } from "../../result/loads/steady-of.ts";
import { propertyBytes } from "../../result/property-bytes.ts";
import type { Fleet, ResultCase, Trial } from "../../result/schema.ts";
import { medianOf } from "../cost.ts";
import { figureOf } from "../figure.ts";
import { contentBytes, withLongerBody } from "./publish-size.ts";

/** A month of 30 days. */
export const monthNs = 30 * 86_400e9;

export type ExchangeKind = "message" | "command" | "ping" | "reconnect";

/** Of one exchange, on average over those that were counted. */
interface Sent {
  readonly packets: number;
  readonly bytes: number;
}

/** By packet: `PUBLISH`. */
type Side = Readonly<Record<string, Sent>>;

export interface Exchange {
  readonly kind: ExchangeKind;
  /** Of one device. */
  readonly perMonth: number;
  readonly payloadBytes: number;
  /** Topic and payload of its PUBLISH; 0 where it has none. */
  readonly contentBytes: number;
  readonly up: Side;
  readonly down: Side;
  /** Segments of TCP without data, with their headers: an acknowledgement of the last packet; of a reconnect those that open it, too. */
  readonly bareBytes: number;
  /** Of TLS, with its headers. */
  readonly handshakeBytes: number;
  /** Answers that the device waits for one after the other. */
  readonly roundTrips: number;
}

/** The valid trials of one case. */
export type CaseTrials = readonly [Trial, ...Trial[]];

type ResolvedScenario = ResultCase["scenario"];

/** IPv4 and TCP with the timestamps option (RFC 791, 9293, 7323). */
export const segmentHeaderBytes = 52;
/** With the options of a SYN: IPv4, TCP, 20 bytes of options. */
const synBytes = 60;
/** PINGREQ or PINGRESP (sections 3.12 and 3.13). */
export const pingPacketBytes = 2;

/** A message up; null: none was counted. */
export function messageExchange(trials: CaseTrials, fleet: Fleet, scenario: ResolvedScenario): Exchange | null {
  const message = counted(trials, "sensor", { payloadBytes: fleet.payloadBytes, scenario });
  if (message === null) return null;
  // TCP acknowledges what MQTT does not.
  const roundTrips = Math.max(1, packetsOf(message.down));
  return { ...message, kind: "message", perMonth: monthNs / fleet.periodNs, roundTrips };
}

/** null: nothing was counted of a message, or of a command where the fleet has some. */
export function exchangesOf(trials: CaseTrials, fleet: Fleet, scenario: ResolvedScenario): readonly Exchange[] | null {
  const message = messageExchange(trials, fleet, scenario);
  const command = fleet.commands && commandExchange(trials, fleet.commands, scenario);
  if (message === null || command === null) return null;
  const ofConnection = [
    pingExchange(pingsOf(fleet)),
    reconnectExchange(trials, fleet, message.perMonth * (fleet.cutShare ?? 0)),
  ];
  return [message, ...(command ? [command] : []), ...ofConnection];
}

/** A message down. */
function commandExchange(
  trials: CaseTrials,
  { periodNs, payloadBytes }: NonNullable<Fleet["commands"]>,
  scenario: ResolvedScenario,
): Exchange | null {
  const command = counted(trials, "subscriber", { payloadBytes, scenario });
  if (command === null) return null;
  // Each answer of the device is answered in turn, at last by TCP.
  return { ...command, kind: "command", perMonth: monthNs / periodNs, roundTrips: packetsOf(command.up) };
}

/** Pings of one device in a month: one each time that a keepalive passes without a message. */
export function pingsOf({ periodNs, keepaliveSeconds }: Fleet): number {
  const aMessage = keepaliveSeconds === 0 ? 0 : Math.ceil(periodNs / (keepaliveSeconds * 1e9)) - 1;
  return (monthNs / periodNs) * aMessage;
}

export function packetsOf(side: Side): number {
  return Object.values(side).reduce((sum, { packets }) => sum + packets, 0);
}

/** A PUBLISH and its acknowledgements on one hop, with another payload. */
function counted(
  trials: CaseTrials,
  hop: "sensor" | "subscriber",
  { payloadBytes, scenario }: { readonly payloadBytes: number; readonly scenario: ResolvedScenario },
): Omit<Exchange, "kind" | "perMonth" | "roundTrips"> | null {
  const ledgers = trials.flatMap((trial) => steadyOf(trial)?.ledger.counted[hop] ?? []);
  const forward = hop === "sensor" ? "up" : "down";
  const published = ledgers.reduce((sum, each) => sum + (each[forward]["PUBLISH"]?.packets ?? 0), 0);
  const sent = trials.reduce((sum, trial) => sum + (figureOf(trial, { metric: "sent", statistic: null }) ?? 0), 0);
  // What was sent again after a cut is part of its message; a delivery that never came has no packets.
  const exchanges = hop === "sensor" ? sent : published;
  const measured = measuredPayload(trials, hop);
  if (published === 0 || exchanges === 0 || measured === null) return null;
  const side = (direction: "up" | "down"): Side =>
    average(
      ledgers.map((each) => each[direction]),
      exchanges,
    );
  const sides = { up: side("up"), down: side("down") };
  const found = sides[forward]["PUBLISH"];
  if (found === undefined) return null;
  const each = found.bytes / found.packets;
  const wanted = withLongerBody(each, payloadBytes - measured);
  const publish = { packets: found.packets, bytes: found.packets * wanted };
  const isAnswered = packetsOf(sides[forward === "up" ? "down" : "up"]) > 0;
  return {
    ...sides,
    [forward]: { ...sides[forward], PUBLISH: publish },
    payloadBytes: found.packets * payloadBytes,
    contentBytes: contentBytes(wanted, { identifier: isAnswered, propertyBytes: propertyBytes(scenario, hop, trials) }),
    bareBytes: segmentHeaderBytes,
    handshakeBytes: 0,
  };
}

/** Bytes of payload that were measured in a PUBLISH of a hop, to a millionth; null: none was sent. */
function measuredPayload(trials: CaseTrials, hop: "sensor" | "subscriber"): number | null {
  const of = (bytesName: MetricName, overheadName: MetricName): number | null => {
    const [bytes, overhead] = [medianOf(trials, bytesName, null), medianOf(trials, overheadName, null)];
    return bytes === null || overhead === null ? null : Math.round((bytes / (1 + overhead)) * 1e6) / 1e6;
  };
  if (medianOf(trials, "wireBytesPerMessage", null) === null) return null;
  const delivered = hop === "subscriber" ? of("wireBytesPerDelivery", "overheadPerDelivery") : null;
  // An empty payload has no overhead; where a delivery's is not known, it is what was sent.
  return delivered ?? of("wireBytesPerMessage", "overheadPerMessage") ?? 0;
}

function average(counts: readonly Side[], exchanges: number): Side {
  const names = new Set(counts.flatMap((each) => Object.keys(each)));
  return Object.fromEntries(
    [...names].map((name) => {
      const total = (key: keyof Sent): number => counts.reduce((sum, each) => sum + (each[name]?.[key] ?? 0), 0);
      return [name, { packets: total("packets") / exchanges, bytes: total("bytes") / exchanges }];
    }),
  );
}

function pingExchange(perMonth: number): Exchange {
  const packet = { packets: 1, bytes: pingPacketBytes };
  return {
    kind: "ping",
    perMonth,
    payloadBytes: 0,
    contentBytes: 0,
    up: { PINGREQ: packet },
    down: { PINGRESP: packet },
    bareBytes: segmentHeaderBytes,
    handshakeBytes: 0,
    roundTrips: 1,
  };
}

/** TCP's three segments, TLS's handshake, then CONNECT and, where commands come, SUBSCRIBE, as the run's own were. */
function reconnectExchange(trials: CaseTrials, { tls, commands }: Fleet, perMonth: number): Exchange {
  const connections = trials.flatMap((trial) => steadyOf(trial)?.ledger.connections ?? []);
  const one = (direction: "up" | "down", name: string): Side => {
    const counts = connections.flatMap((each) => each[direction][name] ?? []);
    const total = (key: keyof Sent): number => counts.reduce((sum, each) => sum + each[key], 0);
    return total("packets") === 0 ? {} : { [name]: { packets: 1, bytes: total("bytes") / total("packets") } };
  };
  const isSubscribing = commands !== undefined;
  const ofTls = tls === undefined ? 0 : tls.version === "1.3" ? 1 : 2;
  return {
    kind: "reconnect",
    perMonth,
    payloadBytes: 0,
    contentBytes: 0,
    up: { ...one("up", "CONNECT"), ...(isSubscribing && one("up", "SUBSCRIBE")) },
    down: { ...one("down", "CONNACK"), ...(isSubscribing && one("down", "SUBACK")) },
    bareBytes: 2 * synBytes + 2 * segmentHeaderBytes,
    handshakeBytes: tls?.handshakeBytes ?? 0,
    roundTrips: 1 + ofTls + 1 + (isSubscribing ? 1 : 0),
  };
}
