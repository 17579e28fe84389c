/** MQTT over plain TCP. */
import { connect } from "node:net";
import { failureInWords } from "./connection-failures.ts";
import type { Endpoint } from "./endpoint.ts";
import type { OpenTransport } from "./transport.ts";

export function tcpTransport({ host, port, localAddress }: Endpoint, buffer: Uint8Array): OpenTransport {
  return (handlers) => {
    let cause = "connection closed by the broker";
    const socket = connect({
      host,
      port,
      localAddress,
      noDelay: true,
      onread: {
        buffer,
        callback: (length, shared) => {
          handlers.data(shared, length);
          return true;
        },
      },
    });
    socket.on("connect", () => handlers.connected());
    socket.on("error", (error) => {
      cause = failureInWords(error);
    });
    socket.on("close", () => handlers.closed(cause));
    return {
      isFramed: false,
      write(bytes) {
        socket.write(bytes);
        return socket.writableLength === 0;
      },
      get pendingBytes() {
        return socket.writableLength;
      },
      get bytesRead() {
        return socket.bytesRead;
      },
      get bytesWritten() {
        return socket.bytesWritten;
      },
      end: () => void socket.end(),
      destroy: () => void socket.destroy(),
    };
  };
}
