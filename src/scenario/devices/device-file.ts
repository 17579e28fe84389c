/** Reads a file of devices: CSV by RFC 4180, names of the columns in the first line, a device a row. */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import type * as Csv from "csv-parse/sync";
import { messageOf } from "../../errors.ts";
import { formatCount } from "../../format.ts";
import { makeColumn } from "./device-rows.ts";
import type { Column } from "./device-rows.ts";

/** All of it. */
interface DeviceFile {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

export type ReadDevices = DeviceFile | { readonly problem: string };

/** A million devices have less. */
const largestBytes = 512 * 1024 * 1024;

/** Files that were read: every case of a sweep asks for the same. */
export class DeviceFiles {
  readonly #read = new Map<string, ReadDevices>();

  read(file: string): ReadDevices {
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    const read = readDevices(file);
    this.#read.set(file, read);
    return read;
  }
}

function readDevices(file: string): ReadDevices {
  try {
    const status = statSync(file);
    if (!status.isFile()) return { problem: `${file} is not a file` };
    if (status.size > largestBytes)
      return { problem: `${file} has ${formatCount(status.size)} bytes: more than any list of devices` };
    return parseDevices(file, new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file)));
  } catch (error) {
    if (error instanceof TypeError) return { problem: `${file} is not UTF-8 text` };
    return { problem: messageOf(error) };
  }
}

/** Loaded by the first scenario that has devices: few do. */
function loadCsv(): typeof Csv {
  return createRequire(import.meta.url)("csv-parse/sync");
}

function parseDevices(file: string, text: string): ReadDevices {
  const { CsvError, parse } = loadCsv();
  const cells: string[][] = [];
  const names: string[] = [];
  try {
    // Row by row: no row is kept as such.
    parse(text, {
      skip_empty_lines: true,
      on_record: (record: readonly string[]) => {
        if (names.length === 0) names.push(...record.map((name) => name.trim()));
        else for (const [column, cell] of record.entries()) (cells[column] ??= []).push(cell);
        return null;
      },
    });
  } catch (error) {
    if (error instanceof CsvError) return { problem: inWords(file, error) };
    throw error;
  }
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (names.length === 0) return { problem: `${file} is empty: its first line names the columns` };
  if (repeated !== undefined) return { problem: `${file}:1: column ${repeated} is there twice` };
  const columns = new Map(names.map((name, column) => [name, makeColumn(cells[column] ?? [])]));
  return { rows: cells[0]?.length ?? 0, columns };
}

/** A row may hold secrets: what the library quotes of it is left out. */
function inWords(file: string, error: Csv.CsvError): string {
  const line = typeof error["lines"] === "number" ? error["lines"] : 0;
  const problems: Readonly<Record<string, string>> = {
    CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: "this row has more or fewer cells than the first line",
    CSV_QUOTE_NOT_CLOSED: "a quote is not closed",
    INVALID_OPENING_QUOTE: "a quote within a cell that does not begin with one",
    CSV_INVALID_CLOSING_QUOTE: "text behind a closing quote",
  };
  return `${file}:${line}: ${problems[error.code] ?? "this is no CSV (RFC 4180)"}`;
}
