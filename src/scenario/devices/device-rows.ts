/** What the rows of a file of devices say, compact and plain: a sending thread is handed a few arrays, not a hundred thousand texts. */

/** A column's cells in UTF-8, one behind the other, and where each ends. */
export interface Column {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

export interface DeviceRows {
  /** The file's path. */
  readonly file: string;
  /** Rows of the file before a group's first. */
  readonly skip: number;
  /** The columns that something of the group names, a row for each of its clients; a map, of which nothing is written into a result. */
  readonly columns: ReadonlyMap<string, Column>;
}

const decoder = new TextDecoder();

export function makeColumn(cells: readonly string[]): Column {
  const encoded = cells.map((cell) => Buffer.from(cell));
  const ends = new Uint32Array(cells.length);
  let end = 0;
  for (const [row, { length }] of encoded.entries()) ends[row] = end += length;
  const bytes = new Uint8Array(end);
  for (const [row, cell] of encoded.entries()) bytes.set(cell, row === 0 ? 0 : ends[row - 1]);
  return { bytes, ends };
}

/** Where a row's cell begins in the column's bytes. */
export function startOfCell({ ends }: Column, row: number): number {
  return row === 0 ? 0 : (ends[row - 1] ?? 0);
}

export function cellOf(column: Column, row: number): string {
  return decoder.decode(column.bytes.subarray(startOfCell(column, row), column.ends[row] ?? 0));
}

/** `count` rows from `skip` on: arrays of their own, which hold nothing else. */
export function rowsOf(column: Column, skip: number, count: number): Column {
  const from = startOfCell(column, skip);
  const ends = column.ends.slice(skip, skip + count).map((end) => end - from);
  return { bytes: column.bytes.slice(from, from + (ends.at(-1) ?? 0)), ends };
}
