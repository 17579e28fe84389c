/** What a message of these sensors costs, held like a lock file: whoever makes it dearer is told which figure, and by how much. */
import { run } from "mqbench";
import "mqbench/vitest";
import { expect, test } from "vitest";

test("a message costs what it did, and none is lost", { timeout: 60_000 }, async () => {
  // The broker of your own: { broker: "mqtt://127.0.0.1:1883" }
  await expect(run("sensors.yaml")).resolves.toMeet([
    "lost == 0",
    "qos=1: packetsPerMessage == 2",
    "qos=1: wireBytesPerMessage == 95",
    "qos=2: packetsPerMessage == 4",
    "qos=2: wireBytesPerMessage == 103",
  ]);
});
