/** Churn, end to end: the connections that were accepted are those that the report tells, and each way to leave is what the broker sees. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";

const churn = `name: churn
load: { kind: churn, rate: 20/s, for: 3s, warmup: 500ms, send: 2, leave: [disconnect, reset, silent] }
qos: 1
sensors: { count: 10, topic: "devices/{id}/reading" }
keepalive: 30s
thresholds: [visitsFailed == 0]
`;

test("connections accepted are connections told, and devices leave in turn as they were asked to", async () => {
  const seen = { accepted: 0, connects: 0, publishes: 0, disconnects: 0, resets: 0 };
  const broker = await fakeBroker((socket) => {
    seen.accepted += 1;
    socket.on("error", () => (seen.resets += 1));
    speakMqtt(socket, ({ cmd }) => {
      if (cmd === "connect") seen.connects += 1;
      if (cmd === "publish") seen.publishes += 1;
      if (cmd === "disconnect") seen.disconnects += 1;
      return undefined;
    });
  });
  const folder = temporaryFolder();
  const file = join(folder, "churn.yaml");
  writeFileSync(file, churn);
  const { stdout, stderr } = await mqbench(["run", file, "--out", folder, "--json", "--broker", broker.url]);
  const trial = stdout === "" ? undefined : parseResult(stdout).trials[0];
  if (trial?.load.kind !== "churn") throw new Error(`no churn section: ${stderr}`);
  const { rows, opened, messages, ledger } = trial.load;
  const own = (packet: string): number =>
    Object.values(trial.ownTraffic ?? {}).reduce((sum, { up }) => sum + (up[packet]?.packets ?? 0), 0);
  expect(opened).toBe(70);
  expect(seen.accepted).toBe(opened + own("CONNECT"));
  expect(seen.connects).toBe(opened + own("CONNECT"));
  expect(rows).toMatchObject([{ due: 60, begun: 60, connected: 60, failed: {}, sent: 120, expected: 0 }]);
  expect(seen.publishes).toBe(140);
  expect(messages.differences).toEqual([]);
  expect(ledger.reconciled).toBe(true);
  // Seven visits of each of ten devices: three by DISCONNECT, two by a reset, two silent, which are reset when all is over.
  expect(seen.disconnects - own("DISCONNECT")).toBe(30);
  expect(seen.resets).toBe(40);
});
