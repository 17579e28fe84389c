import { Socket } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { loopbackEndpoint } from "./endpoint.ts";
import { openStream, openTransport } from "./open-transport.ts";

const ignore = (): void => undefined;

it.each(["mqtt", "mqtts"] as const)(
  "over %s Nagle's algorithm is on for MQTT.js, which leaves it on, alone",
  (protocol) => {
    // Sockets stay as they were asked for: nothing connects.
    const asked = vi.spyOn(Socket.prototype, "connect").mockReturnThis();
    onTestFinished(() => asked.mockRestore());
    const endpoint = { ...loopbackEndpoint(1), protocol };
    openStream(endpoint);
    openTransport(endpoint, Buffer.alloc(9))({ connected: ignore, data: ignore, closed: ignore });
    const options = asked.mock.calls
      .flat(2)
      .filter((each) => typeof each === "object" && each !== null && "port" in each);
    expect(options).toEqual([false, true].map((noDelay) => expect.objectContaining({ noDelay })));
  },
);
