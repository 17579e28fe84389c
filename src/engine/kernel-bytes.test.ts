import { once } from "node:events";
import { connect, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { describeNetwork, readKernelSockets } from "./kernel-bytes.ts";

describe.skipIf(process.platform !== "linux")("the kernel's counts", () => {
  it("are of the connections to a port, to the byte, and of the load alone by difference", async () => {
    const server = createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const client = connect({ port, host: "127.0.0.1" });
    onTestFinished(() => {
      client.destroy();
      server.close();
    });
    await once(client, "connect");
    const before = await readKernelSockets([port]);
    const [own] = [...(before?.keys() ?? [])];
    client.write(Buffer.alloc(1000));
    await once(client, "data");
    const after = await readKernelSockets([port]);
    if (before === null || after === null) throw new Error("ss is not installed: apt-get install iproute2");
    const { connections, whole, load } = describeNetwork({ others: new Map(), before, after });
    expect(connections).toBe(1);
    expect(load).toMatchObject({ bytesUp: 1000, bytesDown: 1000, retransmitted: 0 });
    expect(load.segmentsUp).toBeGreaterThanOrEqual(1);
    expect(whole.segmentsUp).toBeGreaterThanOrEqual(load.segmentsUp + 2);
    expect([40, 52]).toContain(load.headerBytesUp / load.segmentsUp);
    // A connection that was there before the clients is not theirs.
    expect(own).toBe(`127.0.0.1:${client.localPort} 127.0.0.1:${port}`);
    expect(describeNetwork({ others: before, before, after })).toMatchObject({ connections: 0, whole: { bytesUp: 0 } });
  });

  it("are null where there is nothing to ask for", async () => {
    expect(await readKernelSockets([])).toBeNull();
  });
});
