/** A transport driven by hand: keeps what was written, and hands over what the test says the broker sent. */
import { otherCause } from "../wire/cause.ts";
import type { OpenTransport, TransportHandlers } from "../transport/transport.ts";

export class FakeTransport {
  /** What each write held. */
  readonly writes: Uint8Array[] = [];
  handlers: TransportHandlers | undefined;
  pendingBytes = 0;
  #readBytes = 0;
  #isClosed = false;

  readonly open: OpenTransport = (handlers) => {
    this.handlers = handlers;
    this.writes.length = 0;
    this.#readBytes = 0;
    this.#isClosed = false;
    const written = (): number => this.writes.reduce((sum, { length }) => sum + length, 0);
    const read = (): number => this.#readBytes;
    const pending = (): number => this.pendingBytes;
    return {
      write: (bytes, length) => {
        this.writes.push(bytes.slice(0, length));
        return true;
      },
      get pendingBytes() {
        return pending();
      },
      get bytesRead() {
        return read();
      },
      get bytesWritten() {
        return written();
      },
      secured: null,
      end: () => undefined,
      destroy: () => this.close("destroyed"),
      // As on a socket, `closed` comes later: from the test.
      reset: () => undefined,
    };
  };

  /** The broker sends these bytes, in one read. */
  receive(...bytes: readonly number[]): void {
    this.#readBytes += bytes.length;
    this.handlers?.data(Uint8Array.from(bytes), bytes.length);
  }

  close(cause: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.handlers?.closed(otherCause(cause));
  }
}
