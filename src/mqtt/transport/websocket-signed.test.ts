import { createServer } from "node:http";
import { once } from "node:events";
import { expect, test } from "vitest";
import { nothing, presignedPath } from "./presigned-path.ts";
import { websocketStream } from "./websocket-transport.ts";
import { loopbackEndpoint } from "./endpoint.ts";

const sigv4 = {
  region: "eu-west-1",
  service: "iotdevicegateway",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};

test("a WebSocket asks for a path that is signed for its host and its time", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const asked = new Promise<{ readonly path: string; readonly host: string }>((resolve) => {
    server.on("upgrade", ({ url = "", headers: { host = "" } }, socket) => {
      resolve({ path: url, host });
      socket.destroy();
    });
  });
  const endpoint = { ...loopbackEndpoint(address.port), protocol: "ws", path: "/mqtt", sigv4 } as const;
  const { stream } = websocketStream(endpoint)();
  stream.on("error", () => undefined);
  const { path, host } = await asked;
  server.close();
  const time = new URLSearchParams(path.split("?")[1]).get("X-Amz-Date") ?? "";
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u.exec(time) ?? [];
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const request = { host, path: "/mqtt", atMs, lifetimeSeconds: 300, payloadHash: nothing };
  expect(path).toBe(presignedPath(request, sigv4));
});
