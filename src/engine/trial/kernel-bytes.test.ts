import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { socketEnds } from "../../link/socket-ends.ts";
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
    const { connections, whole, load } = describeNetwork({ others: new Map(), relayed: new Set(), before, after });
    expect(connections).toBe(1);
    expect(load).toMatchObject({ bytesUp: 1000, bytesDown: 1000, retransmitted: 0 });
    expect(load.segmentsUp).toBeGreaterThanOrEqual(1);
    expect(whole.segmentsUp).toBeGreaterThanOrEqual(load.segmentsUp + 2);
    // The kernel's own setting: with timestamps each segment has 12 bytes more, and the SYN less to add.
    const hasTimestamps = readFileSync("/proc/sys/net/ipv4/tcp_timestamps", "utf8").trim() !== "0";
    const header = hasTimestamps ? 52 : 40;
    expect(load.headerBytesUp).toBe(load.segmentsUp * header);
    expect(load.headerBytesDown).toBe(load.segmentsDown * header);
    // As a capture has it: SYN and SYN-ACK carry 20 bytes of options, of which 12 are counted above where there are timestamps.
    expect(whole.headerBytesUp).toBe(whole.segmentsUp * header + (hasTimestamps ? 8 : 12));
    expect(whole.headerBytesDown).toBe(whole.segmentsDown * header + (hasTimestamps ? 8 : 12));
    // A connection that was there before the clients is not theirs.
    expect(own).toBe(`127.0.0.1:${client.localPort} 127.0.0.1:${port}`);
    const nothing = { connections: 0, whole: { bytesUp: 0 } };
    expect(describeNetwork({ others: before, relayed: new Set(), before, after })).toMatchObject(nothing);
    // Nor is one from the link to the broker, which tells its ends as the kernel does.
    const relayed = new Set([socketEnds(client) ?? ""]);
    expect(describeNetwork({ others: new Map(), relayed, before, after })).toMatchObject(nothing);
  });

  it("are null where there is nothing to ask for", async () => {
    expect(await readKernelSockets([])).toBeNull();
  });
});
