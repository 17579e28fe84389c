/** A connection on a transport driven by hand, with a log of what it told its user, for tests. */
import type { ClientContext } from "../client/client.ts";
import { Connection } from "../client/connection.ts";
import type { ConnectionUser } from "../client/connection-user.ts";
import { loopbackEndpoint } from "../transport/endpoint.ts";
import { FakeTransport } from "./fake-transport.ts";
import { largestPacketBytes, limitsOfBroker } from "../wire/header-limits.ts";
import { Ledger } from "../wire/ledger.ts";
import { otherCause } from "../wire/cause.ts";
import { packetType } from "../wire/packet-types.ts";

/** A CONNACK of version 3.1.1. */
export const accepting = [0x20, 2, 0, 0];
const second = 1e9;

/** The connection is asked for nothing that it would tell the engine: its user does that. */
function unused(): never {
  throw new Error("a connection told the engine something");
}

interface Harness {
  readonly connection: Connection;
  readonly transport: FakeTransport;
  readonly log: string[];
  readonly clock: { nowNs: number };
  /** What the user answers to the next packet or CONNACK: the cause to end it for. */
  readonly user: { refusal: string | undefined; login: ConnectionUser["login"] };
  /** Opened, connected, and with this answer to CONNECT. */
  readonly start: (...connack: readonly number[]) => void;
  readonly writes: () => readonly string[];
}

export function harness(changes: Partial<ClientContext> = {}): Harness {
  const transport = new FakeTransport();
  const log: string[] = [];
  const clock = { nowNs: 0 };
  const user: Harness["user"] = { refusal: undefined, login: undefined };
  const events = {
    opened: unused,
    resumed: unused,
    closed: unused,
    subscribed: unused,
    sent: unused,
    acknowledged: unused,
    refusal: unused,
    refused: unused,
    abandoned: unused,
    arrived: unused,
    released: unused,
    intendedNsOf: unused,
    ponged: unused,
  };
  const context: ClientContext = {
    protocol: "3.1.1",
    isCleanSession: true,
    keepaliveSeconds: 10,
    connectTimeoutNs: 5 * second,
    endpoint: loopbackEndpoint(1883),
    runTag: 1,
    limits: limitsOfBroker(changes.protocol ?? "3.1.1", largestPacketBytes),
    ledger: new Ledger(2),
    events,
    now: () => clock.nowNs,
    ...changes,
    open: (handlers) => {
      const opened = transport.open(handlers);
      opened.end = () => void log.push("end of our side");
      return opened;
    },
  };
  const connection: Connection = new Connection(context, {
    clientId: "abc",
    asks: undefined,
    get login() {
      return user.login;
    },
    accepted: ({ isSessionPresent }) => {
      log.push(`accepted, session ${isSessionPresent ? "present" : "absent"}`);
      return user.refusal === undefined ? undefined : otherCause(user.refusal);
    },
    received: (type, buffer, start, _body, end) => {
      log.push(`received ${Buffer.from(buffer.subarray(start, end)).toString("hex")}`);
      if (type === packetType.PUBREC) connection.replyPubrel(0x0101, 1, 7);
      if (type === packetType.PUBLISH) connection.reply(packetType.PUBACK, 0x0202, 1);
      return user.refusal === undefined ? undefined : otherCause(user.refusal);
    },
    refusal: () => undefined,
    ponged: (roundTripNs) => void log.push(`ponged ${roundTripNs}`),
    sent: (slot, account, intendedNs, nowNs) =>
      void log.push(
        `sent ${slot} of ${account}, intended ${intendedNs}, at ${nowNs}, ${transport.writes.length} written`,
      ),
    released: (slot, nowNs) => void log.push(`released ${slot} at ${nowNs}, ${transport.writes.length} written`),
    closed: ({ words }) => void log.push(`closed: ${words}`),
  });
  return {
    connection,
    transport,
    log,
    clock,
    user,
    start: (...connack) => {
      connection.open(context.isCleanSession);
      connection.connected();
      if (connack.length > 0) transport.receive(...connack);
    },
    writes: () => transport.writes.map((bytes) => Buffer.from(bytes).toString("hex")),
  };
}
