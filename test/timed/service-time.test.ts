/** Service time against a known truth: a broker that holds each answer, and stamps how long it really held it. */
import { expect, test } from "vitest";
import type { FakeBroker } from "../fake-broker.ts";
import { fakeBroker, speakMqtt } from "../fake-broker.ts";
import { mqbench, parseResult, temporaryFolder, tiny } from "../mqbench.ts";

const holdMs = 5;
const ms = 1e6;

// On a machine that is busy with other things the way to the broker and back takes longer, as reading at both ends does.
test(
  "service time is what the broker held the answer for, and at most 0.3 ms and the reading at both ends more",
  { retry: 5 },
  async () => {
    const heldMs: number[] = [];
    const { url } = await holdingBroker(heldMs);
    const { stdout, stderr } = await mqbench(["run", tiny, "--broker", url, "--json", "--out", temporaryFolder()]);
    const [trial] = parseResult(stdout).trials;
    const [serviceTime, readLag] = [trial?.metrics["serviceTime"], trial?.metrics["readLag"]];
    if (serviceTime?.kind !== "histogram" || readLag?.kind !== "histogram") throw new Error(stderr);
    expect(serviceTime.count).toBe(200);
    const truthNs = median(heldMs) * ms;
    expect(truthNs).toBeGreaterThanOrEqual(holdMs * ms - ms);
    const measuredNs = serviceTime.percentiles["p50"] ?? 0;
    expect(measuredNs - truthNs).toBeGreaterThan(0);
    expect(measuredNs - truthNs).toBeLessThan(0.3 * ms + 2 * (readLag.percentiles["p90"] ?? 0));
  },
);

async function holdingBroker(heldMs: number[]): Promise<FakeBroker> {
  return await fakeBroker((socket) => {
    socket.setNoDelay();
    speakMqtt(socket, (packet) => {
      if (packet.cmd !== "publish") return undefined;
      const readAtMs = performance.now();
      setTimeout(() => {
        // Stamped before the write, which may itself wait: what is measured can only be longer.
        heldMs.push(performance.now() - readAtMs);
        const identifier = packet.messageId ?? 0;
        socket.write(Uint8Array.of(0x40, 2, identifier >> 8, identifier & 255));
      }, holdMs);
      return [];
    });
  });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
