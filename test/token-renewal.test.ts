/** A token is made anew for each connection, as a broker that reads the passwords sees it. */
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";

const secret = Buffer.alloc(32, 7);
const lifetimeSeconds = 600;
const claims = z.strictObject({ sub: z.string(), iat: z.int(), exp: z.int() });

/** Its claims, where the secret signed it. */
function readToken(token: string): z.output<typeof claims> {
  const [header = "", body = "", signature] = token.split(".");
  expect(signature).toBe(createHmac("sha256", secret).update(`${header}.${body}`).digest("base64url"));
  return claims.parse(JSON.parse(Buffer.from(body, "base64url").toString()));
}

test.each(["native", "mqttjs"])("the client %s comes back with a token of then, signed for itself", async (client) => {
  const tokens: string[] = [];
  const broker = await fakeBroker((socket) => {
    let isFirst = false;
    speakMqtt(socket, (packet) => {
      if (packet.cmd === "connect" && packet.username === "d1") {
        // mqbench asks first whether the broker can be used: as the first sensor, which sends to a topic of its own.
        tokens.push(String(packet.password));
        isFirst = tokens.length === 2;
      }
      // The connection of the load ends at its first message, once.
      if (packet.cmd === "publish" && packet.topic.startsWith("sensors/") && isFirst) socket.destroy();
      return undefined;
    });
  });
  const folder = temporaryFolder();
  writeFileSync(join(folder, "secret"), secret);
  const file = join(folder, "tokens.yaml");
  writeFileSync(
    file,
    `name: tokens
qos: 1
client: ${client}
sensors:
  count: 1
  every: 100ms
  username: "d{id}"
  password: { jwt: { key: secret, algorithm: HS256, claims: { sub: "d{id}" }, lifetime: ${lifetimeSeconds}s } }
session: { reconnect: 1200ms }
phases: { warmup: 200ms, measure: 3s, drain: 2s }
`,
  );
  const words = ["run", file, "--broker", broker.url, "--out", join(folder, "out"), "--json"];
  const { stdout, stderr } = await mqbench(words);
  expect(stderr).not.toContain("error:");
  expect(parseResult(stdout).trials[0]?.recovery?.outages).toBe(1);
  const [, first, second, ...others] = tokens.map(readToken);
  if (first === undefined || second === undefined) throw new Error(`${tokens.length} connections`);
  expect(others).toEqual([]);
  expect([first.sub, second.sub]).toEqual(["d1", "d1"]);
  expect(second.iat).toBeGreaterThan(first.iat);
  expect([first.exp - first.iat, second.exp - second.iat]).toEqual([lifetimeSeconds, lifetimeSeconds]);
});
