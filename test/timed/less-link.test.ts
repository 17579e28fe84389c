/** Service time less what the link adds of itself, against the delay that was asked for. */
import { expect, test } from "vitest";
import { mqbench, parseResult, temporaryFolder, tiny, value } from "../mqbench.ts";
import { needBroker } from "../needs.ts";

const delayMs = 5;
const ms = 1e6;

// On a machine that is busy with other things the broker's own time, which stays in it, may be longer, then not each time.
test.for([1, 2])(
  "QoS %i: it is the delay of its crossings, and at most 1 ms more",
  { retry: 5 },
  async (qos, context) => {
    needBroker(context, "mosquitto");
    const set = [`qos=${qos}`, `link.delay=${delayMs}ms`].flatMap((each) => ["--set", each]);
    const words = ["run", tiny, "--broker", "mosquitto", "--json", "--out", temporaryFolder(), ...set];
    const result = parseResult((await mqbench(words)).stdout);
    const crossingsMs = 2 * qos * delayMs;
    const serviceTime = result.trials[0]?.metrics["serviceTime"];
    const lessLinkMs = value(result, 0, "serviceTimeLessLink") / ms;
    // What the link's timers add to each crossing is in the one, and not in the other.
    expect(serviceTime?.kind === "histogram" && (serviceTime.percentiles["p50"] ?? 0) / ms).toBeGreaterThan(lessLinkMs);
    expect(lessLinkMs).toBeGreaterThan(crossingsMs - 0.1);
    expect(lessLinkMs).toBeLessThan(crossingsMs + 1);
  },
);
