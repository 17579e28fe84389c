/** A system that tells nothing of its processes: /proc is an empty folder, in a namespace of its own. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { expectedCode, savedResult, startCommand, temporaryFolder, value } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

const hidden = ["--mount", "bash", "-ec", 'mount -t tmpfs none /proc; exec "$@"', "bash"];

test("without /proc a run is valid, and what /proc alone tells is a dash, with one sentence", async (context) => {
  await needBroker(context, "mosquitto");
  const isAllowed = (await startCommand("unshare", [...hidden, "true"]).ended).code === 0;
  if (!isAllowed) return context.skip("this user may not hide /proc");
  const out = temporaryFolder();
  const words = ["run", "test/fixtures/closed.yaml", "--broker", "mosquitto", "--out", out];
  const { code, stdout, stderr } = await startCommand("unshare", [
    ...hidden,
    process.execPath,
    resolve("dist/bin.js"),
    ...words,
    "--report",
    join(out, "report.md"),
  ]).ended;
  const result = savedResult(out);
  expect([code, stderr]).toEqual([expectedCode(result, 0), expect.not.stringContaining("error:")]);
  expect([value(result, 0, "lost"), value(result, 0, "packetsPerMessage")]).toEqual([0, 4]);
  expect(stdout.match(/^warning: this system has no \/proc: .*$/gmu)).toHaveLength(1);
  for (const text of [stdout, readFileSync(join(out, "report.md"), "utf8")]) {
    expect(text).toMatch(/^broker +CPU a message –, peak CPU, of a core –, peak RSS –, .*run delay –$/mu);
    expect(text).toMatch(/^generator .*peak RSS –, .*run delay –$/mu);
  }
});
