/** One connection through the link: two sockets, a lane each way, and what rules and cuts do to its packets. */
import { packetOf, packetType } from "../mqtt/wire/packet-types.ts";
import type { HeaderLimits } from "../mqtt/wire/header-limits.ts";
import { PacketScanner } from "../mqtt/wire/scanner.ts";
import { Lane } from "./lane.ts";
import type { LinkClient } from "./link-client.ts";
import type { CutManner, Direction, LinkSettings } from "./link-settings.ts";
import type { PacketRule } from "./packet-rules.ts";
import { readClientId } from "./read-connect.ts";

/** What a connection asks of a socket. */
export interface RelayEnd {
  write(bytes: Uint8Array): void;
  /** Written and not yet the kernel's. */
  readonly pendingBytes: number;
  pause(): void;
  resume(): void;
  /** No more will be written (FIN). */
  end(): void;
  /** RST. */
  reset(): void;
}

export interface RelaySurroundings {
  readonly settings: LinkSettings;
  /** Whether the bytes are plain MQTT: packets can then be told apart. */
  readonly isMqtt: boolean;
  /** The limits of what may come each way. */
  readonly limits: Readonly<Record<Direction, HeaderLimits>>;
  /** The numbers of the jitter: seeded by the link's seed and a name. */
  readonly random: (name: string) => () => number;
  /** Nanoseconds since the trial began. */
  readonly now: () => number;
  /** Calls back once, not before `delayNs`. */
  readonly wait: (delayNs: number, then: () => void) => void;
  /** The client of a CONNECT, and which of its connections this is. */
  readonly register: (clientId: string, connection: RelayedConnection) => LinkClient;
  /** How much later than planned something left. */
  readonly recordOwnDelay: (ns: number) => void;
  readonly fired: (rule: PacketRule, connection: number, atNs: number) => void;
  readonly malformed: (problem: string) => void;
  /** Both sockets are closed. */
  readonly finished: (connection: RelayedConnection) => void;
}

/** What was forwarded before a cut at a packet must have been read by then: a reset may overtake it at the receiver. */
export const settleNs = 20e6;

type Passage =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** The sender will send no more. */
  | { readonly kind: "end" }
  | { readonly kind: "reset" };

type State = "open" | "cutting" | "silent" | "closed";

interface Way {
  readonly direction: Direction;
  readonly from: RelayEnd;
  readonly to: RelayEnd;
  readonly lane: Lane<Passage>;
  /** undefined: its bytes pass as they come. */
  scanner: PacketScanner | undefined;
  /** The next number of the jitter. */
  random: () => number;
  isPaused: boolean;
  isArmed: boolean;
  isClosed: boolean;
}

export class RelayedConnection {
  readonly #given: RelaySurroundings;
  readonly #up: Way;
  readonly #down: Way;
  #state: State = "open";
  #client: LinkClient | undefined;
  /** Which connection of its client this is, from 1; 0 until CONNECT. */
  #number = 0;
  /** Whether the broker's CONNACK has passed; new: and nobody was told yet. */
  #acceptance: "none" | "new" | "told" = "none";

  constructor(client: RelayEnd, broker: RelayEnd, given: RelaySurroundings) {
    this.#given = given;
    this.#up = this.#way("up", client, broker);
    this.#down = this.#way("down", broker, client);
  }

  /** Bytes came from the client (up) or from the broker (down); they are the link's from now on. */
  received(direction: Direction, bytes: Uint8Array): void {
    if (this.#state !== "open") return;
    const way = this.#wayOf(direction);
    if (way.scanner === undefined) this.#admit(way, { kind: "bytes", bytes }, bytes.length);
    else way.scanner.feed(bytes, bytes.length);
    this.#throttle(way);
    this.#release(way);
  }

  /** That sender will send no more (FIN). */
  ended(direction: Direction): void {
    const way = this.#wayOf(direction);
    if (this.#state === "open") this.#enter(way, { kind: "end" });
    // Through a silent link the other end never hears of it.
    else if (this.#state === "silent") way.from.reset();
  }

  /** That sender's socket is closed; `isReset`: by a reset or another failure. */
  closed(direction: Direction, isReset: boolean): void {
    const way = this.#wayOf(direction);
    way.isClosed = true;
    const other = direction === "up" ? this.#down : this.#up;
    if (other.isClosed) return this.#finish();
    if (this.#state === "open" && isReset) this.#enter(way, { kind: "reset" });
  }

  /** The receiver of that direction has taken what was written. */
  drained(direction: Direction): void {
    this.#throttle(this.#wayOf(direction));
  }

  /** Ends it for both; what is on its way is lost. */
  cut(manner: CutManner): void {
    this.#stop(manner, 0);
  }

  /** Resets whatever is left of it. */
  destroy(): void {
    if (this.#state === "closed") return;
    this.#up.from.reset();
    this.#down.from.reset();
  }

  /** The broker has accepted it: a planned cut may have it. */
  get isAccepted(): boolean {
    return this.#acceptance !== "none" && this.#state === "open";
  }

  /** What waits for its delay or for the bandwidth: what a receiver does not take is not the link's. */
  get heldBytes(): number {
    return this.#up.lane.queuedBytes + this.#down.lane.queuedBytes;
  }

  #way(direction: Direction, from: RelayEnd, to: RelayEnd): Way {
    const { settings, random, isMqtt, limits, malformed } = this.#given;
    const sink = {
      packet: (buffer: Uint8Array, start: number, body: number, end: number): boolean => {
        this.#admitPacket(this.#wayOf(direction), buffer, start, body, end);
        return this.#state === "open";
      },
      // It passes as it is: its receiver is to see what was sent, and to say so.
      malformed: (problem: string, rest: Uint8Array): void => {
        malformed(`${direction === "up" ? "a client" : "the broker"} sent what is not MQTT: ${problem}`);
        const broken = this.#wayOf(direction);
        broken.scanner = undefined;
        this.#admit(broken, { kind: "bytes", bytes: rest }, rest.length);
      },
    };
    const scanner = isMqtt ? new PacketScanner(sink, limits[direction]) : undefined;
    const way: Way = {
      direction,
      from,
      to,
      lane: new Lane<Passage>(settings, () => way.random()),
      scanner,
      random: random(direction),
      isPaused: false,
      isArmed: false,
      isClosed: false,
    };
    return way;
  }

  #wayOf(direction: Direction): Way {
    return direction === "up" ? this.#up : this.#down;
  }

  #admitPacket(way: Way, buffer: Uint8Array, start: number, body: number, end: number): void {
    const bytes = buffer.subarray(start, end);
    if (this.#number === 0 && way.direction === "up" && (bytes[0] ?? 0) >> 4 === packetType.CONNECT) {
      const clientId = readClientId(bytes, body - start);
      if (clientId !== undefined) this.#identify(clientId);
    }
    this.#admit(way, { kind: "bytes", bytes }, bytes.length);
  }

  #identify(clientId: string): void {
    const client = this.#given.register(clientId, this);
    this.#client = client;
    this.#number = client.connections;
    // Nothing has passed before CONNECT: the whole connection's jitter is this client's own.
    for (const way of [this.#up, this.#down])
      way.random = this.#given.random(`${client.key} ${this.#number} ${way.direction}`);
  }

  #enter(way: Way, passage: Passage): void {
    this.#admit(way, passage, 0);
    this.#release(way);
  }

  #admit(way: Way, passage: Passage, bytes: number): void {
    way.lane.admit(passage, bytes, this.#given.now());
  }

  /** Lets everything leave whose time has come, and waits for the next. */
  #release(way: Way): void {
    const { now, wait, recordOwnDelay } = this.#given;
    const nowNs = now();
    let batch: Uint8Array[] = [];
    const flush = (): void => {
      if (batch.length > 0) way.to.write(batch.length === 1 ? (batch[0] ?? new Uint8Array()) : Buffer.concat(batch));
      batch = [];
    };
    while (this.#state === "open" && way.lane.dueNs <= nowNs) {
      recordOwnDelay(nowNs - way.lane.dueNs);
      const passage = way.lane.take();
      if (passage?.kind === "bytes") {
        if (this.#judge(way, passage.bytes, flush)) batch.push(passage.bytes);
      } else {
        flush();
        if (passage?.kind === "end") way.to.end();
        else if (passage?.kind === "reset") this.destroy();
      }
    }
    flush();
    if (this.#acceptance === "new") {
      this.#acceptance = "told";
      this.#client?.accepted();
    }
    this.#throttle(way);
    if (way.isArmed || this.#state !== "open" || way.lane.dueNs === Number.POSITIVE_INFINITY) return;
    way.isArmed = true;
    wait(way.lane.dueNs - nowNs, () => {
      way.isArmed = false;
      this.#release(way);
    });
  }

  /** Whether the packet goes on now. `flush` sends what goes on before it. */
  #judge(way: Way, bytes: Uint8Array, flush: () => void): boolean {
    const client = this.#client;
    if (way.scanner === undefined || client === undefined) return true;
    const type = (bytes[0] ?? 0) >> 4;
    const packet = packetOf(type);
    if (packet === undefined) return true;
    // The code 0 accepts, in both versions (section 3.2.2).
    if (type === packetType.CONNACK) this.#acceptance = bytes[3] === 0 ? "new" : "none";
    const rule = client.rules.isEmpty ? undefined : client.rules.judge(way.direction, packet);
    if (rule === undefined) return true;
    flush();
    if (rule.when === "after") way.to.write(bytes);
    this.#stop(rule.manner, settleNs);
    this.#given.fired(rule, this.#number, this.#given.now());
    return false;
  }

  #stop(manner: CutManner, settleForNs: number): void {
    if (this.#state !== "open") return;
    for (const way of [this.#up, this.#down]) {
      // What was on its way is lost.
      way.lane.clear();
      // What is still sent is read, and goes nowhere: an end that closes is noticed.
      way.from.resume();
    }
    if (manner === "silent") {
      this.#state = "silent";
      return;
    }
    this.#state = "cutting";
    if (settleForNs === 0) this.destroy();
    else this.#given.wait(settleForNs, () => this.destroy());
  }

  /** Stops reading from a sender while the link holds as much of it as it may. */
  #throttle(way: Way): void {
    if (this.#state !== "open") return;
    const isFull = way.lane.queuedBytes + way.to.pendingBytes > this.#given.settings.bufferBytes;
    if (isFull === way.isPaused) return;
    way.isPaused = isFull;
    if (isFull) way.from.pause();
    else way.from.resume();
  }

  #finish(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#client?.closed(this);
    this.#given.finished(this);
  }
}
