/** `mqbench report` of a kept calibration. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { noiseOf } from "../analysis/calibrate.ts";
import { renderCalibration } from "../report/answers/calibration-text.ts";
import { calibrationPath, saveCalibration } from "../result/calibration.ts";
import { fakeResult, fakeTrial } from "../result/testing/fake-result.ts";
import { reportCommand } from "./commands/report.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mqbench-calibration-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const side = fakeResult({ trials: [1, 2, 3].flatMap((trial) => [fakeTrial(0, { trial }), fakeTrial(2, { trial })]) });
const noise = noiseOf([side, side]);

function keep(figures: typeof noise | undefined): string {
  const file = join(folder, "fake-machine.json");
  const kept = { scenario: "fake", fingerprint: "machine", startedAt: "2026-11-29T00:00:00.000Z", noise: {} };
  saveCalibration(file, figures === undefined ? kept : { ...kept, figures });
  return file;
}

test("a calibration is told again as it was told, as text and as a page", async () => {
  const file = keep(noise);
  const [text, page] = [join(folder, "again.txt"), join(folder, "again.html")];
  expect(await reportCommand([file], { output: text })).toBe("passed");
  expect(readFileSync(text, "utf8")).toBe(renderCalibration(noise));
  expect(await reportCommand([file], { output: page })).toBe("passed");
  expect(readFileSync(page, "utf8")).toContain("fake: calibration");
});

test("of a folder that holds calibrations alone the newest is told; a result in it goes first", async () => {
  const text = join(folder, "again.txt");
  const kept = { scenario: "fake", fingerprint: "machine", noise: {} };
  const newer = noise.slice(0, 1);
  saveCalibration(calibrationPath(folder, "a", "new"), {
    ...kept,
    startedAt: "2026-11-29T00:00:00.000Z",
    figures: newer,
  });
  saveCalibration(calibrationPath(folder, "b", "old"), {
    ...kept,
    startedAt: "2026-11-28T00:00:00.000Z",
    figures: noise,
  });
  await reportCommand([folder], { output: text });
  expect(readFileSync(text, "utf8")).toBe(renderCalibration(newer));
  writeFileSync(join(folder, "2026-11-23T080012Z.json"), JSON.stringify(fakeResult()));
  await reportCommand([folder], { output: text });
  expect(readFileSync(text, "utf8")).toContain("100 sensors");
});

test("what it cannot be, and one that kept nothing to tell, are refused with the next step", async () => {
  await expect(reportCommand([keep(noise)], { format: "csv" })).rejects.toMatchObject({
    message: expect.stringContaining("is a calibration: there is no csv of it"),
    hint: "there are text and html",
  });
  await expect(reportCommand([keep(undefined)], {})).rejects.toMatchObject({
    hint: "make it anew: mqbench calibrate fake",
  });
});
