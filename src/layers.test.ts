/** The house keeps its own rules: floors and rooms as `layers.json` has them, no circles, small rooms, a kind of load named in its own files. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import { loadKinds } from "./metrics/loads.ts";

const source = fileURLToPath(new URL(".", import.meta.url));
const layers = z
  .object({
    floors: z.array(z.object({ rank: z.number(), folder: z.string(), doors: z.array(z.string()) })),
    rooms: z.array(z.object({ floor: z.string(), order: z.array(z.array(z.string())) })),
    only: z.array(z.object({ folder: z.string(), of: z.string(), may: z.array(z.string()) })),
    registries: z.array(z.string()),
    light: z.array(z.object({ entry: z.string(), never: z.array(z.string()) })),
  })
  .parse(JSON.parse(readFileSync(new URL("../layers.json", import.meta.url), "utf8")));

interface SourceFile {
  /** From `src/` on, as `engine/run.ts`. */
  readonly path: string;
  readonly text: string;
  /** Paths of what it imports of ours, types included. */
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.includes("testing/"))
  .map((path) => {
    const text = readFileSync(join(source, path), "utf8");
    const imports = [...text.matchAll(/(?:from |import\()"(\.[^"]+)"/g)].map(([, specifier = ""]) =>
      relative(source, join(source, dirname(path), specifier)),
    );
    return { path, text, imports };
  });

const edges = files.flatMap(({ path, imports }) => imports.map((target) => ({ path, target })));

test("a floor imports lower ranks only", () => {
  const rankOf = (path: string): number =>
    layers.floors.find(({ folder }) => path.startsWith(`${folder}/`))?.rank ?? (path === "bin.ts" ? 9 : 0);
  const folderOf = (path: string): string => path.split("/")[0] ?? "";
  const up = edges.filter(
    ({ path, target }) => folderOf(path) !== folderOf(target) && path.includes("/") && rankOf(target) >= rankOf(path),
  );
  expect(up).toEqual([]);
});

/** The room of a path is the longest that it is, or lies in, by whole names: a room in a room, and a file by itself, may have a place of their own. */
function roomOf(path: string, floor: string, order: readonly (readonly string[])[]): { room: string; rank: number } {
  const found = order
    .flatMap((rooms, rank) => rooms.map((name) => ({ room: `${floor}/${name}`, rank })))
    .filter(({ room }) => path === room || path.startsWith(`${room}/`))
    .toSorted((a, b) => b.room.length - a.room.length);
  return found[0] ?? { room: "", rank: Number.NaN };
}

test("the room of a path is the longest one, by whole names", () => {
  const order = [["shard/phases.ts"], ["shard/received"], ["shard"], ["shard-loads.ts"]];
  const rankOf = (path: string): number => roomOf(path, "engine", order).rank;
  expect(rankOf("engine/shard/phases.ts")).toBe(0);
  expect(rankOf("engine/shard/received/deliveries.ts")).toBe(1);
  expect(rankOf("engine/shard/shard.ts")).toBe(2);
  expect(rankOf("engine/shard-loads.ts")).toBe(3);
  expect(rankOf("engine/sharded.ts")).toBeNaN();
});

test("a room of a floor imports those before it only, and none of its own rank", () => {
  const up = layers.rooms.flatMap(({ floor, order }) =>
    edges
      .filter(({ path, target }) => path.startsWith(`${floor}/`) && target.startsWith(`${floor}/`))
      .filter(({ path, target }) => {
        const [from, to] = [roomOf(path, floor, order), roomOf(target, floor, order)];
        return from.room !== to.room && !(to.rank < from.rank);
      }),
  );
  expect(up).toEqual([]);
});

test("where a floor has rooms, every file is in one, and every room is there", () => {
  for (const { floor, order } of layers.rooms) {
    const paths = files.map(({ path }) => path).filter((path) => path.startsWith(`${floor}/`));
    const used = new Set(paths.map((path) => roomOf(path, floor, order).room));
    expect([...used].toSorted()).toEqual(
      order
        .flat()
        .map((name) => `${floor}/${name}`)
        .toSorted(),
    );
  }
});

test("a floor that may see one room of another sees no more", () => {
  const beyond = layers.only.flatMap(({ folder, of, may }) =>
    edges.filter(
      ({ path, target }) =>
        path.startsWith(`${folder}/`) &&
        target.startsWith(`${of}/`) &&
        !may.some((room) => target.startsWith(`${room}/`)),
    ),
  );
  expect(beyond).toEqual([]);
});

test("no file imports itself by way of others, types included", () => {
  const byPath = new Map(files.map((file) => [file.path, file.imports]));
  const open: string[] = [];
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string): void => {
    if (open.includes(path)) circles.push([...open.slice(open.indexOf(path)), path].join(" > "));
    if (open.includes(path) || done.has(path)) return;
    open.push(path);
    for (const target of byPath.get(path) ?? []) visit(target);
    open.pop();
    done.add(path);
  };
  for (const { path } of files) visit(path);
  expect(circles).toEqual([]);
});

test("what starts often loads no package that it does not use", () => {
  const byPath = new Map(files.map((file) => [file.path, file.text]));
  for (const { entry, never } of layers.light) {
    const seen = new Set([entry]);
    // A set goes on with what is added to it meanwhile.
    for (const path of seen)
      for (const [, specifier = ""] of (byPath.get(path) ?? "").matchAll(
        /^(?:import|\}) (?!type )(?:.* from )?"([^"]+)";$/gmu,
      ))
        seen.add(specifier.startsWith(".") ? join(dirname(path), specifier) : specifier);
    expect(seen.size).toBeGreaterThan(3);
    expect([entry, never.filter((name) => seen.has(name))]).toEqual([entry, []]);
  }
});

test("a thread or process of ours is started from the module that is there", () => {
  const paths = new Set(files.map(({ path }) => path));
  const started = files.flatMap(({ path, text }) =>
    [...text.matchAll(/new URL\("([^"]+)\.js", import\.meta\.url\)/g)].map(
      ([, module = ""]) => `${join(dirname(path), module)}.ts`,
    ),
  );
  expect(started.length).toBeGreaterThan(0);
  expect(started.filter((path) => !paths.has(path))).toEqual([]);
});

test("a room holds twenty files at most, a file three hundred lines, the median one seventy-five", () => {
  const sizes = new Map<string, number>();
  for (const { path } of files) sizes.set(dirname(path), (sizes.get(dirname(path)) ?? 0) + 1);
  expect([...sizes].filter(([, size]) => size > 20)).toEqual([]);
  const lines = files.map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }));
  expect(lines.filter((file) => file.lines > 300)).toEqual([]);
  const sorted = lines.map((file) => file.lines).toSorted((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(75);
});

test("a kind of load is named in its own files and in the registries only", () => {
  const name = `"(?:${loadKinds.join("|")})"`;
  // A phase, a section or a stage may be the same word: a kind is compared, stated, matched, or one of a list.
  const kind = new RegExp(
    `(?:kinds?|loads?)\\b[^"\\n]{0,20}${name}|(?:case |literal\\()${name}|${name}\\s*[,|]\\s*${name}`,
    "i",
  );
  const named = files.filter(
    ({ path, text }) => kind.test(text) && !path.includes("/loads/") && !layers.registries.includes(path),
  );
  expect(named.map(({ path }) => path)).toEqual([]);
});
