/** Who a group's clients are, with the rows of its devices read, and what is wrong with them. */
import { dirname, isAbsolute, join } from "node:path";
import { hideEnvironment } from "../../environment-values.ts";
import { controlCharacterIn } from "../../broker/facts/credentials.ts";
import { formatCount, formatCounted } from "../../format.ts";
import { tellWithin } from "../document/mistake.ts";
import type { Report } from "../document/mistake.ts";
import { nearest } from "../document/nearest.ts";
import type { Path } from "../document/path.ts";
import type { DeviceFiles } from "./device-file.ts";
import { cellOf, rowsOf, startOfCell } from "./device-rows.ts";
import type { Column, DeviceRows } from "./device-rows.ts";
import { columnsIn } from "./expand-text.ts";
import type { Identified, Identity } from "./identity.ts";
import type { IdentityInput } from "./identity-keys.ts";
import { resolveJwt } from "./jwt-keys.ts";

/** A text of the group that may name columns, and the key that states it. */
export interface NamingText {
  readonly key: Path;
  readonly text: string;
  /** A topic or a filter, a text of MQTT, or bytes. */
  readonly becomes: "topic" | "text" | "bytes" | "payload";
}

interface Surroundings {
  readonly group: IdentityInput & { readonly count: number };
  /** What names columns besides who the clients are. */
  readonly texts: readonly NamingText[];
  /** The scenario's file: devices are looked for from there. */
  readonly file: string;
  readonly files: DeviceFiles;
  /** The group's place in the scenario. */
  readonly path: Path;
  readonly report: Report;
}

const mostBytes = 65_535;

export function resolveIdentity({ group, texts, file, files, path, report }: Surroundings): Identified {
  const tell = tellWithin(path, report);
  const identity = identityOf({ group, file, path, report });
  const { password } = identity;
  // What came from the environment counts: no result has it.
  if (password !== null && !hideEnvironment(password).includes("{"))
    tell(["password"], "is a password in a scenario: write {csv.NAME} and devices, or ${NAME} of the environment");
  const naming = [...textsOf(identity), ...texts].filter(({ text }) => columnsIn(text).length > 0);
  const { devices } = group;
  if (devices === undefined) {
    for (const { key, text } of naming)
      tell(key, `names the column ${columnsIn(text)[0]} of no file: add \`devices: fleet.csv\``);
    return { identity, devices: null };
  }
  // As the scenario's own path was given: mistakes name both.
  const found = isAbsolute(devices.file) ? devices.file : join(dirname(file), devices.file);
  const read = files.read(found);
  if ("problem" in read) {
    report([...path, "devices"], read.problem);
    return { identity, devices: null };
  }
  if (naming.length === 0) tell(["devices"], "is named by nothing: write {csv.NAME} where a column is to stand");
  const rows = Math.max(0, read.rows - devices.skip);
  if (rows < group.count)
    tell(
      ["devices"],
      `has ${formatCounted(rows, "row")}${devices.skip > 0 ? ` after the first ${formatCount(devices.skip)}` : ""} for ${formatCounted(group.count, "client")}: ${found}`,
    );
  const columns = new Map<string, Column>();
  for (const { key, text } of naming) {
    for (const name of columnsIn(text)) {
      const column = read.columns.get(name);
      if (column === undefined)
        tell(key, `names the column ${name}, which is not in ${found}${nearest(name, [...read.columns.keys()])}`);
      else if (!columns.has(name)) columns.set(name, rowsOf(column, devices.skip, Math.min(rows, group.count)));
    }
  }
  const own: DeviceRows = { file: found, skip: devices.skip, columns };
  for (const each of naming) checkCells(each, own, tell);
  return { identity, devices: own };
}

function identityOf({ group, ...around }: Pick<Surroundings, "group" | "file" | "path" | "report">): Identity {
  const { clientId = null, username = null, password } = group;
  const named = { clientId, username };
  return typeof password === "object"
    ? { ...named, password: null, jwt: resolveJwt(password.jwt, around) }
    : { ...named, password: password ?? null };
}

function textsOf({ clientId, username, password, jwt }: Identity): readonly NamingText[] {
  const claims = Object.entries(jwt?.claims ?? {});
  return [
    ...claims.map(([name, claim]): NamingText => {
      return { key: ["password", "jwt", "claims", name], text: String(claim), becomes: "text" };
    }),
    { key: ["clientId"], text: clientId ?? "", becomes: "text" },
    { key: ["username"], text: username ?? "", becomes: "text" },
    { key: ["password"], text: password ?? "", becomes: "bytes" },
  ];
}

/** The first cell that cannot stand where a text names it. The cell itself, which may be a secret, is not shown. */
function checkCells({ key, text, becomes }: NamingText, devices: DeviceRows, tell: Report): void {
  if (becomes === "payload") return;
  let longest = Buffer.byteLength(text);
  for (const name of columnsIn(text)) {
    const column = devices.columns.get(name);
    if (column === undefined) continue;
    const bad = findBadCell(column, becomes);
    if (bad !== undefined)
      return tell(
        key,
        `has from row ${formatCount(devices.skip + bad.row + 1)} of ${devices.file}, column ${name}, ${bad.problem}`,
      );
    longest += longestCell(column);
  }
  if (longest > mostBytes) tell(key, `has with the cells of ${devices.file} more than 65,535 bytes`);
}

function findBadCell(
  column: Column,
  becomes: "topic" | "text" | "bytes",
): { readonly row: number; readonly problem: string } | undefined {
  for (let row = 0; row < column.ends.length; row += 1) {
    if (startOfCell(column, row) === column.ends[row]) return { row, problem: "nothing: the cell is empty" };
    if (becomes === "bytes") continue;
    const cell = cellOf(column, row);
    const control = controlCharacterIn(cell);
    if (control !== undefined)
      return { row, problem: `the control character ${control}: brokers may close the connection` };
    if (becomes === "topic" && /[+#]/u.test(cell)) return { row, problem: "the wildcard + or #" };
  }
  return undefined;
}

function longestCell(column: Column): number {
  return column.ends.reduce((most, end, row) => Math.max(most, end - startOfCell(column, row)), 0);
}
