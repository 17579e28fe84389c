import { describe, expect, it } from "vitest";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";

const files = { "fleet.csv": "serial\na\nb\n", "text.txt": "{identity};{seq}\n", "bare.json": '{"s":"{csv.serial}"}' };

function sensors(payload: string, more = ""): string {
  return `name: x\nsensors:\n  count: 2\n  every: 1s\n  payload: ${payload}\n${more}`;
}

function payloadOf(payload: string, more = "") {
  return readOne(sensors(payload, more), { files }).sensors[0]?.payload;
}

describe("a payload that is written for each message", () => {
  it("is a JSON object, whose first field says which message it is", () => {
    const payload = payloadOf('{ json: { seq: "{seq}", unit: "°C", at: "t {time.ms}" } }');
    expect(payload?.template?.parts).toEqual([
      { kind: "literal", text: '{"mqbench":"' },
      { kind: "identity" },
      { kind: "literal", text: '","seq":' },
      { kind: "sequence" },
      { kind: "literal", text: ',"unit":"°C","at":"t ' },
      { kind: "time", as: "ms" },
      { kind: "literal", text: '"}' },
    ]);
    expect(payload).toMatchObject({ bytes: 98, template: { isVarying: true, identity: { offset: 12 } } });
  });

  it("has the identity where the object says", () => {
    expect(payloadOf('{ json: { m: { id: "{identity}" } } }')?.template).toMatchObject({
      isVarying: false,
      identity: { as: "hex", from: "start", offset: 12 },
    });
  });

  it("is a text file", () => {
    expect(payloadOf("{ template: text.txt }")?.template?.identity).toEqual({ as: "hex", from: "start", offset: 0 });
    const added = payloadOf("{ template: bare.json, identity: end }", "  devices: fleet.csv\n");
    expect(added?.template?.identity).toEqual({ as: "hex", from: "start", offset: 9 });
    expect(added?.bytes).toBe(9 + 32);
  });

  it("is of sizes between two", () => {
    expect(payloadOf("{ size: { from: 40B, to: 400B } }")).toMatchObject({
      bytes: 400,
      template: { isVarying: true, identity: { as: "binary", from: "start", offset: 0 } },
    });
  });
});

it.each([
  ['{ json: { a: "{sqe}" } }', ""],
  ['{ json: { a: "{random.int 9 1}" } }', ""],
  ['{ json: { a: "{random.walk 1 2}" } }', ""],
  ['{ json: { a: "{random.float 1 2 9}" } }', ""],
  ['{ json: { a: "{pick on}" } }', ""],
  ['{ json: { a: "{identity}", b: "{identity}" } }', ""],
  ['{ json: { b: "{seq}", a: "{identity}", c: "{seq}" } }', ""],
  ['{ json: { a: "{csv.serial}" } }', ""],
  ['{ json: { a: "{csv.name}" } }', "  devices: fleet.csv\n"],
  ["{ template: absent.txt }", ""],
  ["{ template: bare.json }", "  devices: fleet.csv\n"],
  ["{ size: { from: 4B, to: 400B } }", ""],
  ["{ size: { from: 400B, to: 40B } }", ""],
  ['{ json: { a: "{seq}" } }', "load: { kind: will }\nsubscribers: { topic: sensors/+ }\n"],
])("what is wrong is told with its place: %s %s", (payload, more) => {
  expect(problemsOf(sensors(payload, more), { files })).toMatchSnapshot();
});
