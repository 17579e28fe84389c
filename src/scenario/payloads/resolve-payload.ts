/** What a group's messages carry, with the files read that it names, and what is wrong with them. */
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve as resolvePath } from "node:path";
import { messageOf } from "../../errors.ts";
import { identityBytes } from "../../mqtt/wire/payload.ts";
import type { PayloadPart } from "../../mqtt/payload/payload-parts.ts";
import type { DeviceRows } from "../devices/device-rows.ts";
import { tellWithin } from "../document/mistake.ts";
import type { Report } from "../document/mistake.ts";
import type { Path } from "../document/path.ts";
import { largestPayloadBytes } from "../keys/unit-values.ts";
import { readJson } from "./json-payload.ts";
import type { Payload } from "./payload.ts";
import type { PayloadInput } from "./payload-keys.ts";
import { readText } from "./placeholders.ts";
import type { ReadText } from "./placeholders.ts";
import { makeTemplate } from "./template.ts";

interface Surroundings {
  /** Of the sensors. */
  readonly count: number;
  /** The scenario's file: what a payload names is looked for from there. */
  readonly file: string;
  /** The payload's place in the scenario. */
  readonly path: Path;
  readonly report: Report;
}

/** What of a template names columns and is told before its rows are read. */
export interface ReadPayload {
  readonly columns: readonly string[];
  /** Once the rows are known. */
  readonly make: (devices: DeviceRows | null) => Payload;
}

export function readPayload(input: PayloadInput, around: Surroundings): ReadPayload {
  const { count, file } = around;
  switch (input.kind) {
    case "size":
      return constant({ bytes: input.bytes, file: null, template: null });
    case "file":
      return constant(fileOf(input.file, around));
    case "sizes":
      return sizesOf(input, around);
    case "json":
      return templateOf(readJson(input.json, count), { ...around, key: "json", file: null });
    case "template": {
      const found = resolvePath(dirname(file), input.file);
      const text = textOf(found, around);
      const read = readText(text, { count, isJson: found.endsWith(".json") });
      const added: readonly PayloadPart[] = input.identity === null ? [] : [{ kind: "identity" }];
      const parts = input.identity === "start" ? [...added, ...read.parts] : [...read.parts, ...added];
      return templateOf({ ...read, parts }, { ...around, key: "template", file: found });
    }
  }
}

/** In the place of one that is told to be wrong, so that nothing else is found wrong with it. */
function unknownPayload(file: string | null): Payload {
  return { bytes: identityBytes, file, template: null };
}

function constant(payload: Payload): ReadPayload {
  return { columns: [], make: () => payload };
}

function fileOf(name: string, { file, path, report }: Surroundings): Payload {
  const found = resolvePath(dirname(file), name);
  try {
    const status = statSync(found);
    if (!status.isFile()) {
      report([...path, "file"], `${found} is not a file`);
      return unknownPayload(found);
    }
    const bytes = status.size;
    if (bytes > largestPayloadBytes) report([...path, "file"], `${found} has ${bytes} bytes: more than MQTT can carry`);
    return { bytes, file: found, template: null };
  } catch (error) {
    const placeholders = name.includes("{") ? ": a payload file's name takes no placeholders" : "";
    report([...path, "file"], `${messageOf(error)}${placeholders}`);
    return unknownPayload(found);
  }
}

function sizesOf({ from, to }: Extract<PayloadInput, { kind: "sizes" }>, around: Surroundings): ReadPayload {
  const tell = tellWithin(around.path, around.report);
  if (from < identityBytes)
    tell(["size", "from"], `must be at least ${identityBytes}B, which say which message it is, got ${from}B`);
  if (from > to) tell(["size", "to"], `must be at least what from is, ${from}B, got ${to}B`);
  const parts: readonly PayloadPart[] = [
    { kind: "binary identity" },
    {
      kind: "filler",
      least: Math.max(0, from - identityBytes),
      most: Math.max(0, from - identityBytes, to - identityBytes),
    },
  ];
  return templateOf({ parts, problems: [] }, { ...around, key: "size", file: null });
}

/** Beyond it no text is a message. */
const largestTextBytes = 1_000_000;

function textOf(found: string, { path, report }: Surroundings): string {
  try {
    const status = statSync(found);
    if (!status.isFile()) report([...path, "template"], `${found} is not a file`);
    else if (status.size > largestTextBytes) report([...path, "template"], `${found} has more than 1,000,000 bytes`);
    else return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(found));
  } catch (error) {
    report([...path, "template"], error instanceof TypeError ? `${found} is not UTF-8 text` : messageOf(error));
  }
  // As an unknown payload is.
  return "{identity}";
}

interface Origin extends Pick<Surroundings, "path" | "report"> {
  readonly key: string;
  /** That it was read from. */
  readonly file: string | null;
}

function templateOf({ parts, problems }: ReadText, { key, file, path, report }: Origin): ReadPayload {
  const tell = tellWithin(path, report);
  for (const problem of problems) report([...path, key], problem);
  const columns = parts.flatMap((part) => (part.kind === "cell" ? [part.column] : []));
  return {
    columns,
    make: (devices) => {
      if (problems.length > 0) return unknownPayload(file);
      const made = makeTemplate(parts, devices);
      if ("problem" in made) {
        tell([key], made.problem);
        return unknownPayload(file);
      }
      if (made.bounds.most > largestPayloadBytes) tell([key], "may have more bytes than MQTT can carry");
      return { bytes: made.bounds.most, file, template: made.template };
    },
  };
}
