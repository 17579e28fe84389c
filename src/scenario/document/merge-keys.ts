/** YAML's merge key (`<<: *base`): the keys of another map, which a map's own keys go before. Unfolded before anything is read or written. */
import { isAlias, isMap, isNode, isScalar, isSeq } from "yaml";
import type { Document, Node, Pair, YAMLMap } from "yaml";

/** What all merges of a file may unfold to: scenarios need few. */
const mostKeys = 10_000;

interface Unfolding {
  readonly document: Document.Parsed;
  readonly report: (node: Node, text: string) => void;
  /** Maps whose keys are being unfolded: one that merges itself has no end. */
  readonly open: Set<YAMLMap>;
  keys: number;
}

/** Each key keeps the place that it was written at. */
export function unfoldMerges(document: Document.Parsed, report: Unfolding["report"]): void {
  visit(document.contents, { document, report, open: new Set(), keys: 0 });
}

function visit(node: unknown, unfolding: Unfolding): void {
  if (isMap(node)) {
    unfoldMap(node, unfolding);
    for (const { value } of node.items) visit(value, unfolding);
  } else if (isSeq(node)) for (const item of node.items) visit(item, unfolding);
}

function unfoldMap(map: YAMLMap, unfolding: Unfolding): void {
  const merges = map.items.filter(isMerge);
  if (merges.length === 0 || unfolding.open.has(map)) return;
  unfolding.open.add(map);
  map.items = map.items.filter((pair) => !isMerge(pair));
  for (const { key, value } of merges) {
    for (const source of sourcesOf(value, unfolding)) {
      if (source === undefined || unfolding.open.has(source)) {
        if (isNode(key)) unfolding.report(key, "<< merges maps: write `<<: *name`, where `&name` stands before a map");
        continue;
      }
      unfoldMap(source, unfolding);
      for (const pair of source.items) add(map, pair, unfolding);
    }
  }
  unfolding.open.delete(map);
}

function add(map: YAMLMap, pair: Pair, unfolding: Unfolding): void {
  if (map.has(pair.key)) return;
  unfolding.keys += 1;
  if (unfolding.keys > mostKeys) {
    if (unfolding.keys === mostKeys + 1) unfolding.report(map, `merges unfold to more than ${mostKeys} keys`);
    return;
  }
  // What is written over it later is written over this one alone.
  map.items.push(pair.clone());
}

/** undefined: something that is no map. */
function sourcesOf(value: unknown, { document }: Unfolding): readonly (YAMLMap | undefined)[] {
  const target = isAlias(value) ? value.resolve(document) : value;
  if (isSeq(target))
    return target.items.map((item) => {
      const each: unknown = isAlias(item) ? item.resolve(document) : item;
      return isMap(each) ? each : undefined;
    });
  return [isMap(target) ? target : undefined];
}

/** A quoted "<<" is a key like any other. */
function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}
