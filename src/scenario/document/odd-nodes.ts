/** What is no YAML, and what is and yet no scenario: an alias within what it names, a key that is no text, a key that objects have of their own. */
import { isAlias, isPair, isScalar, visit } from "yaml";
import type { Document, Node, Pair } from "yaml";

const tooDeep = "nested too deeply: a scenario needs a few levels";

interface OddNode {
  /** Offset in the text. */
  readonly at: number;
  readonly text: string;
}

/** To be called before plain values are made of a document: those of an endless one have no end. */
export function findOdd(document: Document.Parsed): readonly OddNode[] {
  const found = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    at: pos[0],
    text: inWords(message),
  }));
  // It is said of every level on the way back.
  const deepest = found.find(({ text }) => text === tooDeep);
  if (deepest !== undefined) return [deepest];
  return found.length > 0 ? found : findOddNodes(document);
}

function findOddNodes(document: Document.Parsed): readonly OddNode[] {
  const found: OddNode[] = [];
  visit(document, {
    Alias: (_, alias, ancestors) => {
      const named = alias.resolve(document);
      if (named === undefined)
        found.push({
          at: startOf(alias),
          text: `*${alias.source} refers to nothing: there is no &${alias.source} before it`,
        });
      else if (ancestors.some((ancestor) => ancestor === named))
        found.push({ at: startOf(alias), text: `*${alias.source} refers to what it is a part of: it has no end` });
    },
    Map: (_, { items }) => {
      const known = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (known.has(key.value)) found.push({ at: startOf(key), text: "Map keys must be unique" });
        known.add(key.value);
      }
    },
    Pair: (_, pair) => {
      const text = keyProblem(pair);
      if (text !== undefined) found.push({ at: startOf(pair.key), text });
    },
  });
  return found;
}

function keyProblem({ key }: Pair): string | undefined {
  if (isAlias(key)) return "expected a key, got an alias";
  if (!isScalar(key)) return "expected a key, got a list or keys and values";
  return key.value === "__proto__" ? "unknown key `__proto__`" : undefined;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function isNode(node: unknown): node is Node {
  return typeof node === "object" && node !== null && "range" in node && !isPair(node);
}

/** What the YAML package says of files that it cannot take, for whoever wrote one. */
export function inWords(message: string): string {
  if (message.includes("Maximum call stack")) return tooDeep;
  if (message.includes("Excessive alias count")) return "its aliases unfold to too much: write out what they stand for";
  if (message.includes("multiple documents")) return "expected one document, got another after ---";
  return message;
}
