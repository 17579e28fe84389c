/** Who receives what: topic filters and topics (MQTT 4.7). */

/** Whether a filter matches a topic; one that begins with a wildcard does not match a topic that begins with $ [MQTT-4.7.2-1]. */
export function matchesFilter(filter: string, topic: string): boolean {
  if (topic.startsWith("$") && !filter.startsWith("$")) return false;
  const filterLevels = filter.split("/");
  const topicLevels = topic.split("/");
  for (const [index, level] of filterLevels.entries()) {
    if (level === "#") return true;
    if (index >= topicLevels.length) return false;
    if (level !== "+" && level !== topicLevels[index]) return false;
  }
  return filterLevels.length === topicLevels.length;
}

interface Node {
  readonly children: Map<string, Node>;
  readonly receivers: number[];
}

/** The receivers of each topic, by their place in `filters`, whose filter matches it. */
export function matchReceivers(filters: readonly string[], topics: readonly string[]): readonly (readonly number[])[] {
  const root = newNode();
  for (const [place, filter] of filters.entries()) {
    let node = root;
    for (const level of filter.split("/")) node = child(node, level);
    node.receivers.push(place);
  }
  return topics.map((topic) => {
    const found: number[] = [];
    collect(root, topic.split("/"), 0, topic.startsWith("$"), found);
    return found.toSorted((a, b) => a - b);
  });
}

function collect(node: Node, levels: readonly string[], depth: number, isReserved: boolean, found: number[]): void {
  const mayBeWild = !(depth === 0 && isReserved);
  // "a/#" matches "a" too (section 4.7.1.2), so # is looked for at the end as well.
  if (mayBeWild) found.push(...(node.children.get("#")?.receivers ?? []));
  const level = levels[depth];
  if (level === undefined) {
    found.push(...node.receivers);
    return;
  }
  const exact = node.children.get(level);
  if (exact !== undefined && level !== "+" && level !== "#") collect(exact, levels, depth + 1, isReserved, found);
  const single = mayBeWild ? node.children.get("+") : undefined;
  if (single !== undefined) collect(single, levels, depth + 1, isReserved, found);
}

function newNode(): Node {
  return { children: new Map(), receivers: [] };
}

function child(node: Node, level: string): Node {
  const known = node.children.get(level);
  if (known !== undefined) return known;
  const added = newNode();
  node.children.set(level, added);
  return added;
}
