/** Watches the packets that somebody else's client writes to and reads from its stream. */
import type { ClientContext } from "./client.ts";
import { addEnded } from "./connection-bytes.ts";
import type { ConnectionBytes } from "./connection-bytes.ts";
import { securedOf } from "../transport/secured.ts";
import { handshakeOf } from "../transport/handshake.ts";
import { writtenBy } from "../transport/tcp-transport.ts";
import type { Handshake } from "../transport/handshake.ts";
import { packetType } from "../wire/packet-types.ts";
import { limitsOfClient } from "../wire/header-limits.ts";
import { down, up } from "../wire/ledger.ts";
import { PacketScanner } from "../wire/scanner.ts";
import type { Protocol } from "../transport/protocols.ts";
import type { OpenStream } from "../transport/transport.ts";

/** Told of a packet before the client or the socket has it; returns its account. */
type OnPacket = (type: number, buffer: Uint8Array, start: number, body: number, end: number) => number;

export interface TapHandlers {
  readonly sent: OnPacket;
  readonly read: OnPacket;
  readonly malformed: (problem: string) => void;
}

/** What a stream calls with what leaves. */
const oneKey = "_write";
const severalKey = "_writev";

export class SocketTap {
  readonly #opened: OpenStream;
  readonly #protocol: Protocol;
  #sentBytes = 0;
  #handedBytes = 0;
  /** Written when the stream had ended. */
  #droppedBytes = 0;
  /** Packets whose hand-over somebody waits for, oldest first: each with its end, of all bytes written. */
  readonly #gathered: { readonly end: number; readonly handed: (nowNs: number) => void }[] = [];
  readonly #now: () => number;
  #readBytes = 0;
  /** What the socket had counted when CONNACK had come. */
  #atConnack = { bytesWritten: 0, bytesRead: 0 };

  /** To be made before anybody else listens to the socket. */
  constructor(
    opened: OpenStream,
    context: Pick<ClientContext, "endpoint" | "ledger" | "limits" | "now" | "protocol">,
    { sent, read, malformed }: TapHandlers,
  ) {
    this.#opened = opened;
    const { endpoint, ledger, limits, protocol } = context;
    this.#protocol = endpoint.protocol;
    this.#now = context.now;
    const { stream } = opened;
    const sentScanner = new PacketScanner(
      {
        packet: (buffer, start, body, end) => {
          const type = (buffer[start] ?? 0) >> 4;
          this.#sentBytes += end - start;
          ledger.count(sent(type, buffer, start, body, end), up, type, end - start);
          return true;
        },
        malformed,
      },
      limitsOfClient(protocol),
    );
    const readScanner = new PacketScanner(
      {
        packet: (buffer, start, body, end) => {
          const type = (buffer[start] ?? 0) >> 4;
          this.#readBytes += end - start;
          if (type === packetType.CONNACK) this.#atConnack = countsOf(opened);
          ledger.count(read(type, buffer, start, body, end), down, type, end - start);
          return true;
        },
        malformed,
      },
      limits,
    );
    stream.on("data", (chunk: Uint8Array) => readScanner.feed(chunk, chunk.length));
    const write = stream.write.bind(stream);
    stream.write = (chunk: Uint8Array | string, ...rest: never[]): boolean => {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      sentScanner.feed(bytes, bytes.length);
      if (stream.writableEnded) this.#droppedBytes += bytes.length;
      return write(chunk, ...rest);
    };
    this.#watchHandOver(stream);
  }

  get handshake(): Handshake {
    const { tls } = this.#opened;
    return handshakeOf({ protocol: this.#protocol, secured: tls && securedOf(tls) }, this.#atConnack, this.#opened.tcp);
  }

  /** Tells when the packet that is being told of as sent is handed to the socket: until then the stream gathers it. */
  whenHanded(handed: (nowNs: number) => void): void {
    this.#gathered.push({ end: this.#sentBytes, handed });
  }

  /** A stream gathers what is written to it while it is corked or busy; only what it calls these with leaves. */
  #watchHandOver(stream: OpenStream["stream"]): void {
    const tell = (bytes: number): void => {
      this.#handedBytes += bytes;
      this.#tellHanded(this.#handedBytes);
    };
    const one = stream[oneKey].bind(stream);
    stream[oneKey] = (chunk: Uint8Array | string, encoding, done) => {
      tell(Buffer.byteLength(chunk));
      one(chunk, encoding, done);
    };
    const several = stream[severalKey]?.bind(stream);
    if (several === undefined) return;
    stream[severalKey] = (chunks: { chunk: Uint8Array | string; encoding: BufferEncoding }[], done) => {
      tell(chunks.reduce((sum, { chunk }) => sum + Buffer.byteLength(chunk), 0));
      several(chunks, done);
    };
  }

  /** Adds the bytes of a connection that has ended. What its stream never handed over was written, and counted, all the same. */
  settle(bytes: ConnectionBytes): void {
    this.#tellHanded(Number.POSITIVE_INFINITY);
    const { tcp } = this.#opened;
    addEnded(bytes, {
      codecUp: this.#sentBytes,
      codecDown: this.#readBytes,
      socket: { bytesRead: tcp.bytesRead, bytesWritten: writtenBy(tcp, this.#sentBytes, this.#droppedBytes) },
      protocol: this.#protocol,
    });
  }

  #tellHanded(bytes: number): void {
    if (this.#gathered.length === 0) return;
    const nowNs = this.#now();
    for (let first = this.#gathered[0]; first !== undefined && first.end <= bytes; first = this.#gathered[0]) {
      this.#gathered.shift();
      first.handed(nowNs);
    }
  }
}

function countsOf({
  tcp: { bytesWritten, bytesRead },
}: OpenStream): Pick<OpenStream["tcp"], "bytesWritten" | "bytesRead"> {
  return { bytesWritten, bytesRead };
}
