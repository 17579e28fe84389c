/** Counts what a broker complains of in its own log, by kind: what it says of each message is work that each message costs it. */

/** What a result keeps of a broker's log. */
export interface BrokerLog {
  /** Lines with a warning or an error. */
  readonly lines: number;
  /** The most frequent first: a line of each kind, words with digits in them left out. */
  readonly kinds: readonly { readonly text: string; readonly count: number }[];
}

const kindsShown = 5;
/** Kinds of lines that are kept: beyond that nobody reads on, and a broker that never repeats itself would fill the memory. */
const mostKinds = 100;
const longestLine = 1000;
const longestText = 200;

/** Marks of warnings and errors, as RabbitMQ, ejabberd, NATS and log4j write them. */
const marked = /\[(?:warning|error|critical|WRN|ERR|FTL)\]| (?:WARN|ERROR) /u;

export function isMarkedLine(line: string): boolean {
  return marked.test(line);
}

export class LogCounter {
  readonly #isCounted: (line: string) => boolean;
  readonly #counts = new Map<string, number>();
  #lines = 0;
  /** The beginning of a line whose end has not come. */
  #rest = "";

  constructor(isCounted: (line: string) => boolean) {
    this.#isCounted = isCounted;
  }

  feed(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = (lines.pop() ?? "").slice(0, longestLine);
    for (const line of lines) if (line.trim() !== "" && this.#isCounted(line)) this.#count(kindOf(line));
  }

  read(): BrokerLog {
    const kinds = [...this.#counts].map(([text, count]) => ({ text, count })).toSorted((a, b) => b.count - a.count);
    return { lines: this.#lines, kinds: kinds.slice(0, kindsShown) };
  }

  #count(kind: string): void {
    this.#lines += 1;
    const known = this.#counts.get(kind);
    if (known !== undefined || this.#counts.size < mostKinds) this.#counts.set(kind, (known ?? 0) + 1);
  }
}

export function addLogs(logs: readonly BrokerLog[]): BrokerLog {
  const counts = new Map<string, number>();
  for (const { kinds } of logs) for (const { text, count } of kinds) counts.set(text, (counts.get(text) ?? 0) + count);
  const kinds = [...counts].map(([text, count]) => ({ text, count })).toSorted((a, b) => b.count - a.count);
  return { lines: logs.reduce((sum, { lines }) => sum + lines, 0), kinds: kinds.slice(0, kindsShown) };
}

/** Times, clients, ports and identifiers have digits: without them lines of one cause are alike. */
function kindOf(line: string): string {
  return line
    .trim()
    .slice(0, longestText)
    .replaceAll(/\S*\d\S*/gu, "…")
    .replace(/^(?:… ?)+/u, "");
}
