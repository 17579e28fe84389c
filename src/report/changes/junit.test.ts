import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import { compare } from "../../analysis/compare.ts";
import { fakeRun, steadyNs } from "../../analysis/testing/fake-runs.ts";
import { gate } from "../../analysis/gate.ts";
import type { GateVerdict } from "../../analysis/gate.ts";
import { baselineOf, sideOfBaseline, sideOfResult } from "../../analysis/side.ts";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import type { RunResult } from "../../result/schema.ts";
import { renderJunit } from "./junit.ts";

/** What Jenkins and pytest validate with. */
const schema = readFileSync(new URL("../../../test/fixtures/junit-10.xsd", import.meta.url), "utf8");

async function problemsOf(xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml: [{ fileName: "junit.xml", contents: xml }], schema: [schema] });
  return errors.map(({ message }) => message);
}

function verdictOf(head: RunResult, isStrict = false): GateVerdict {
  const base = sideOfBaseline(baselineOf(fakeRun()));
  return gate(head, compare(base, sideOfResult(head)), { isStrict });
}

const changed = fakeRun({ serviceTimesNs: steadyNs.slice(0, 2), values: { wireBytesPerMessage: 106, lost: 0 } });

describe("JUnit XML", () => {
  it("has a case for everything that was asked", () => {
    const xml = renderJunit(changed, verdictOf(changed), null);
    expect(
      xml
        .split("\n")
        .filter((line) => !/time="0.000"\/>$/u.test(line))
        .join("\n"),
    ).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="mqbench" tests="28" failures="1" errors="0" time="9.655">
       <testsuite name="fake" tests="28" failures="1" errors="0" skipped="0" time="9.655" timestamp="2026-11-23T08:00:12">
        <properties>
         <property name="caseHash qos=2" value="f4badfa9cbae"/>
         <property name="broker" value="aedes 1.2.0"/>
         <property name="mqbench" value="0.1.0"/>
        </properties>
        <testcase classname="mqbench.fake.baseline" name="qos=2: wireBytesPerMessage" time="0.000">
         <failure type="regression" message="105 B → 106 B (+0.952 %), exact">base baseline head 1a2b3c4</failure>
        </testcase>
       </testsuite>
      </testsuites>
      "
    `);
  });

  it("is valid for the schema of Jenkins, whatever happened", async () => {
    const odd = '<&>"\u0001\n]]>';
    const threshold = {
      text: `a ${odd} < 1ms`,
      position: null,
      outcome: "failed",
      measured: null,
      unit: "ns",
    } as const;
    const failed = { ...changed, trials: changed.trials.map((trial) => ({ ...trial, thresholds: [threshold] })) };
    const late = fakeTrial(2, { valid: false, invalidBecause: [{ code: "late", text: `late ${odd}` }] });
    const empty = { ...fakeResult(), cases: [], trials: [] };
    const files = [
      renderJunit(changed, verdictOf(changed), "a1b2c3d4"),
      renderJunit(failed, verdictOf(failed, true), null),
      renderJunit({ ...changed, trials: [late] }, verdictOf({ ...changed, trials: [late] }), null),
      renderJunit(empty, gate(empty, null, { isStrict: false }), null),
      renderJunit({ ...empty, endedAt: "2026-11-23T12:00:12.345Z" }, gate(empty, null, { isStrict: false }), null),
    ];
    expect(await Promise.all(files.map(problemsOf))).toEqual(files.map(() => []));
    // The validator looks.
    expect(await problemsOf(renderJunit(changed, verdictOf(changed), null).replace('tests="', 'test="'))).not.toEqual(
      [],
    );
  });

  it("passes a figure that improved, and says so; strict fails it", async () => {
    const head = fakeRun({ serviceTimesNs: [400e3], values: { wireBytesPerMessage: 104 } });
    const xml = renderJunit(head, verdictOf(head), null);
    expect(xml).toContain('failures="0" errors="0" skipped="0"');
    expect(xml).toMatch(/name="qos=2: wireBytesPerMessage" time="0.000">\n +<system-out>improved: 105 B → 104 B/u);
    expect(await problemsOf(xml)).toEqual([]);
    expect(renderJunit(head, verdictOf(head, true), null)).toContain('failures="1" errors="0" skipped="0"');
  });

  it("of a run that is not valid skips every case and fails one", () => {
    const late = fakeTrial(2, { valid: false, invalidBecause: [{ code: "late", text: "mqbench was late" }] });
    const head = { ...changed, trials: [late] };
    const xml = renderJunit(head, verdictOf(head), null);
    const tests = xml.match(/<testcase/gu)?.length ?? 0;
    expect(xml.match(/<failure/gu)).toHaveLength(1);
    expect(xml.match(/<skipped message="invalid: qos=2 trial 1: mqbench was late"/gu)).toHaveLength(tests - 1);
  });

  it("has a case even where nothing was asked", () => {
    const run = fakeRun();
    const bare = { ...run, trials: run.trials.map((trial) => ({ ...trial, thresholds: [] })) };
    const xml = renderJunit(bare, gate(bare, null, { isStrict: false }), null);
    expect(xml).toContain('tests="1" failures="1"');
    expect(xml).toContain('message="nothing to check: no threshold is stated, and no baseline is given"');
  });

  it("says what is missing whether or not a threshold asks", async () => {
    const head = fakeRun({ serviceTimesNs: [400e3], values: { refused: 3, unfinished: 2, lost: 4 } });
    const xml = renderJunit(head, gate(head, null, { isStrict: false }), null);
    const words =
      "not all came through: 3 of 1,005 messages were refused; 2 of 1,005 messages never ended; 4 of 1,000 deliveries never came";
    expect(xml).toContain(`<property name="missing" value="${words}"/>`);
    expect(xml).toContain(`<system-out>${words}</system-out>`);
    expect(await problemsOf(xml)).toEqual([]);
  });
});
