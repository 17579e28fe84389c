/** What a connection asks of the session that uses it. What is returned is the cause to end it for. */
import type { ClientSpec } from "./client.ts";
import type { Cause } from "../wire/cause.ts";
import type { Connack } from "../wire/control-packets.ts";

export interface ConnectionUser {
  readonly clientId: string;
  /** Asked at each connection; undefined: it logs in with what the endpoint states. */
  readonly login: ClientSpec["login"];
  /** Of MQTT 5; undefined: nothing. */
  readonly asks: ClientSpec["asks"];
  /** CONNACK accepted us. */
  accepted(connack: Connack): Cause | undefined;
  /** A packet of an open connection that the connection does not answer itself; counting it is the session's. */
  received(type: number, buffer: Uint8Array, start: number, body: number, end: number): Cause | undefined;
  ponged(roundTripNs: number): void;
  /** CONNACK, or the broker's own DISCONNECT, with a code that refuses. */
  refusal(answer: number, code: number, packet: Uint8Array): void;
  /** The PUBREL of a slot is being handed to the socket. */
  released(slot: number, nowNs: number): void;
  /** A message is being handed to the socket; its slot is below 0 at QoS 0. */
  sent(slot: number, account: number, intendedNs: number, nowNs: number): void;
  /** Comes once for each `open`, last. */
  closed(cause: Cause): void;
}
