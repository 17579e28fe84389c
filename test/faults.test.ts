/** Brokers that misbehave: each ends in one clear message, the right exit code, and nothing lost that was measured. */
import { expect, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { mqbench, parseResult, savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";
import type { Ended } from "./mqbench.ts";

async function runAgainst(url: string, ...more: readonly string[]): Promise<Ended> {
  return await mqbench(["run", tiny, "--broker", url, "--out", temporaryFolder(), ...more]);
}

test("a broker that refuses is quoted in words", async () => {
  const { url } = await fakeBroker((socket) =>
    speakMqtt(socket, ({ cmd }) =>
      cmd === "connect" ? [{ cmd: "connack", sessionPresent: false, returnCode: 5 }] : undefined,
    ),
  );
  const { code, stderr } = await runAgainst(url);
  expect(stderr).toContain(`error: cannot use the broker at ${url}: broker refused CONNECT: not authorized (0x05)\n`);
  expect(stderr).toContain("hint: give MQBENCH_USERNAME and MQBENCH_PASSWORD");
  expect(code).toBe(4);
});

test("nothing listening is said at once", async () => {
  const { url, die } = await fakeBroker(() => undefined);
  die();
  const { code, stderr } = await runAgainst(url);
  expect(stderr).toContain(`error: cannot use the broker at ${url}: connection refused: nothing listens there\n`);
  expect(code).toBe(4);
});

test("a broker that never answers is given up after the connect timeout", async () => {
  const { url } = await fakeBroker(() => undefined);
  const { code, stderr } = await runAgainst(url, "--set", "connect.timeout=500ms");
  expect(stderr).toContain(`error: cannot use the broker at ${url}: no CONNACK within 0.5 s\n`);
  expect(code).toBe(4);
});

test("a broker that closes at once is said so", async () => {
  const { url } = await fakeBroker((socket) => void socket.end());
  const { code, stderr } = await runAgainst(url);
  expect(stderr).toMatch(/error: cannot use the broker at \S+: connection (?:closed|reset) by the broker/u);
  expect(code).toBe(4);
});

test("garbage instead of MQTT is a protocol error of the broker", async () => {
  const { url } = await fakeBroker(
    (socket) => void socket.on("data", () => socket.write(Buffer.from([0x40, 0x02, 0x00, 0x01]))),
  );
  const { code, stderr } = await runAgainst(url);
  expect(stderr).toContain("protocol error of the broker: PUBACK before CONNACK");
  expect(code).toBe(4);
});

test("an acknowledgement of what was never sent is counted, and acknowledges nothing", async () => {
  const { url } = await fakeBroker((socket) =>
    speakMqtt(socket, ({ cmd }) => (cmd === "publish" ? [{ cmd: "puback", messageId: 4242 }] : undefined)),
  );
  const { stdout } = await runAgainst(url, "--json", "--set", "phases.drain=300ms");
  const result = parseResult(stdout);
  expect([value(result, 0, "acknowledged"), value(result, 0, "unfinished")]).toEqual([0, value(result, 0, "sent")]);
  expect(result.trials[0]?.sensors.dropped).toEqual({});
  expect(result.trials[0]?.warnings.find(({ code }) => code === "strays")?.text).toMatch(
    /^\d+ acknowledgements matched no message in flight, or came again, and changed nothing: .*: \d+ × PUBACK$/u,
  );
});

test("acknowledgements that come twice are counted, and change nothing", async () => {
  const { url } = await fakeBroker((socket) =>
    speakMqtt(socket, (packet) => {
      const puback = { cmd: "puback", messageId: packet.messageId ?? 0 } as const;
      return packet.cmd === "publish" ? [puback, puback] : undefined;
    }),
  );
  const result = parseResult((await runAgainst(url, "--json")).stdout);
  expect(value(result, 0, "acknowledged")).toBe(value(result, 0, "sent"));
  expect(result.trials[0]?.sensors.dropped).toEqual({});
  // 200 of measure, 20 of warm-up.
  expect(result.trials[0]?.warnings.map(({ text }) => text).join()).toContain("220 × PUBACK");
});

test.each(["native", "mqttjs"])(
  "%s: PUBREC and PUBCOMP that come twice are counted by name, and the run goes on",
  async (client) => {
    const { url } = await fakeBroker((socket) =>
      speakMqtt(socket, ({ cmd, messageId = 0 }) => {
        if (cmd === "publish")
          return [
            { cmd: "pubrec", messageId },
            { cmd: "pubrec", messageId },
          ];
        return cmd === "pubrel" ? [{ cmd: "pubcomp", messageId }] : undefined;
      }),
    );
    const words = ["--json", "--set", "qos=2", "--set", `client=${client}`];
    const result = parseResult((await runAgainst(url, ...words)).stdout);
    expect(value(result, 0, "acknowledged")).toBe(value(result, 0, "sent"));
    expect(result.trials[0]?.sensors.dropped).toEqual({});
    // Each PUBREC is answered: so PUBCOMP comes twice too.
    const warnings = result.trials[0]?.warnings.map(({ text }) => text).join();
    expect(warnings).toContain("220 × PUBREC, 220 × PUBCOMP");
  },
);

test("a broker that is not mqbench's own gets the messages of the scenario and no other", async () => {
  const messages: string[] = [];
  const { url } = await fakeBroker((socket) =>
    speakMqtt(socket, (packet) => {
      if (packet.cmd === "publish") messages.push(`${packet.topic} ${packet.payload.length} ${packet.retain}`);
      return undefined;
    }),
  );
  await runAgainst(url);
  expect(new Set(messages)).toEqual(
    new Set(Array.from({ length: 10 }, (_, index) => `t/${String(index + 1).padStart(2, "0")} 64 false`)),
  );
  // Warm-up has 20 of them, measure 200.
  expect(messages).toHaveLength(220);
});

test("a broker that dies while clients connect leaves a saved trial that says how many came", async () => {
  let connects = 0;
  const { url } = await fakeBroker((socket, broker) =>
    speakMqtt(socket, ({ cmd }) => {
      if (cmd === "connect") connects += 1;
      // The first is the greeting before the trial.
      if (connects === 5) broker.die();
      return undefined;
    }),
  );
  const out = temporaryFolder();
  const { code, stdout } = await mqbench(["run", tiny, "--broker", url, "--out", out]);
  expect(stdout).toMatch(/^not valid: trial 1: \d of 11 clients connected, at least 99 % must connect: /mu);
  expect(code).toBe(4);
  const [trial] = savedResult(out).trials;
  const failed = Object.values(trial?.sensors.failed ?? {}).reduce((sum, count) => sum + count, 0);
  expect((trial?.sensors.connected ?? 0) + failed).toBe(10);
});

test("a broker that dies while measuring leaves a saved, partial, accounted trial", async () => {
  let published = 0;
  const { url } = await fakeBroker((socket, broker) =>
    speakMqtt(socket, ({ cmd }) => {
      if (cmd === "publish") published += 1;
      // Warm-up has 20 messages: this is in the middle of measure.
      if (published === 120) broker.die();
      return undefined;
    }),
  );
  const out = temporaryFolder();
  const { code, stdout } = await mqbench(["run", tiny, "--broker", url, "--out", out, "--set", "phases.measure=30s"]);
  expect(stdout).toMatch(/^not valid: trial 1: no connection was left \d+\.\d s into measure$/mu);
  expect(code).toBe(4);
  const result = savedResult(out);
  const [intended, sent, unsent] = ["intended", "sent", "unsent"].map((name) => value(result, 0, name));
  expect(sent).toBeGreaterThan(0);
  expect(intended).toBe((sent ?? 0) + (unsent ?? 0));
  const [acknowledged, unfinished] = ["acknowledged", "unfinished"].map((name) => value(result, 0, name));
  expect(sent).toBe((acknowledged ?? 0) + (unfinished ?? 0));
});

test("a broker that stops reading leaves its messages unfinished, waiting or unsent, never lost count of", async () => {
  let published = 0;
  const { url } = await fakeBroker((socket) =>
    speakMqtt(socket, ({ cmd }) => {
      if (cmd === "publish") published += 1;
      if (published > 100) socket.pause();
      return undefined;
    }),
  );
  const { code, stdout } = await runAgainst(url, "--json", "--set", "phases.drain=300ms", "--set", "sensors.window=2");
  const result = parseResult(stdout);
  expect(value(result, 0, "unfinished")).toBeGreaterThan(0);
  expect(value(result, 0, "unsent")).toBeGreaterThan(0);
  expect(value(result, 0, "intended")).toBe(200);
  expect(value(result, 0, "sent") + value(result, 0, "unsent")).toBe(200);
  expect(value(result, 0, "acknowledged") + value(result, 0, "unfinished")).toBe(value(result, 0, "sent"));
  // This broker never delivers.
  expect(result.trials[0]?.invalidBecause.map(({ code: why }) => why)).toContain("none-delivered");
  expect(code).toBe(4);
});

test("a subscription that is refused makes the trial not valid", async () => {
  const { url } = await fakeBroker((socket) =>
    speakMqtt(socket, (packet) =>
      packet.cmd === "subscribe" ? [{ cmd: "suback", messageId: packet.messageId ?? 0, granted: [128] }] : undefined,
    ),
  );
  const { code, stdout } = await runAgainst(url);
  expect(stdout).toContain("not valid: trial 1: 1 × subscription refused: unspecified error");
  expect(code).toBe(4);
});

test("some clients that cannot connect are counted by reason while the rest is measured", async () => {
  let connections = 0;
  const { url } = await fakeBroker((socket) => {
    connections += 1;
    // The first is the greeting before the trial.
    if (connections === 3) socket.destroy();
    else speakMqtt(socket, () => undefined);
  });
  const { code, stdout } = await runAgainst(url, "--json");
  const [trial] = parseResult(stdout).trials;
  expect(trial?.sensors).toMatchObject({ planned: 10, connected: 9 });
  expect(Object.values(trial?.sensors.failed ?? {})).toEqual([1]);
  expect(trial?.metrics["acknowledged"]).toMatchObject({ value: 180 });
  expect(trial?.invalidBecause.map(({ code: why }) => why)).toContain("not-connected");
  expect(code).toBe(4);
});

test("a sensor that is dropped comes back when the scenario lets it, and every message stays accounted for", async () => {
  let published = 0;
  const { url } = await fakeBroker((socket) =>
    speakMqtt(socket, ({ cmd }) => {
      if (cmd === "publish") published += 1;
      if (published === 120) socket.destroy();
      return undefined;
    }),
  );
  const { code, stdout } = await runAgainst(url, "--json", "--set", "session.reconnect=20ms");
  const result = parseResult(stdout);
  const [trial] = result.trials;
  expect(Object.values(trial?.sensors.dropped ?? {})).toEqual([1]);
  expect(trial?.warnings.map(({ code: why }) => why)).toContain("dropped");
  expect(trial?.sensors.connected).toBe(10);
  expect(value(result, 0, "sent")).toBe(200);
  expect(value(result, 0, "acknowledged") + value(result, 0, "unfinished")).toBe(200);
  // This broker never delivers.
  expect(trial?.invalidBecause.map(({ code: why }) => why)).toContain("none-delivered");
  expect(code).toBe(4);
});
