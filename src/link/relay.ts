/** The link at work: every connection through it, the clients behind them, and what it was told to do to them. Without sockets. */
import { IntervalCounts } from "../metrics/interval-counts.ts";
import { limitsOfBroker, limitsOfClient } from "../mqtt/wire/header-limits.ts";
import { CutSchedule } from "./cut-schedule.ts";
import { LinkClient } from "./link-client.ts";
import type { FromLink, LinkReport, LinkRequest, LinkTask, MadeCut } from "./link-messages.ts";
import { RelayedConnection } from "./relayed-connection.ts";
import type { RelaySurroundings, RelayEnd } from "./relayed-connection.ts";
import { seededRandom } from "../seeded-random.ts";

export interface RelayOptions {
  readonly task: LinkTask;
  readonly now: () => number;
  readonly wait: RelaySurroundings["wait"];
  readonly tell: (message: FromLink) => void;
  /** CPU time of the process. */
  readonly cpuNs: () => number;
  /** Both ends of each connection to the broker, as `ss` writes them. */
  readonly brokerEnds: () => readonly string[];
}

export class Relay {
  readonly #options: RelayOptions;
  readonly #clients = new Map<string, LinkClient>();
  readonly #open = new Set<RelayedConnection>();
  readonly #ownDelay: readonly IntervalCounts[];
  readonly #cuts: MadeCut[] = [];
  readonly #problems: Record<string, number> = {};
  readonly #limits: RelaySurroundings["limits"];
  #schedule: CutSchedule | undefined;
  #connections = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    const { protocol, largestPublishBytes } = options.task;
    this.#limits = { up: limitsOfClient(protocol), down: limitsOfBroker(protocol, largestPublishBytes) };
    this.#ownDelay = options.task.paths.map(() => new IntervalCounts());
  }

  /** A client has connected to a path. */
  connect(path: number, client: RelayEnd, broker: RelayEnd): RelayedConnection {
    const { task, now, wait, tell } = this.#options;
    const target = task.paths[path];
    if (target === undefined) throw new Error(`the link has no path ${path}`);
    this.#connections += 1;
    const connection: RelayedConnection = new RelayedConnection(client, broker, {
      settings: target.settings,
      isMqtt: target.isMqtt,
      limits: this.#limits,
      random: (name) => seededRandom(task.seed, name),
      now,
      wait,
      register: (clientId, begun) => {
        const known = this.#client(clientId);
        known.began(begun);
        return known;
      },
      recordOwnDelay: (ns) => this.#ownDelay[path]?.record(ns),
      fired: ({ id, clientId }, number, atNs) =>
        tell({ kind: "fired", fired: { rule: id, clientId, connection: number, atNs } }),
      malformed: (problem) => {
        this.#problems[problem] = (this.#problems[problem] ?? 0) + 1;
      },
      finished: (ended) => this.#open.delete(ended),
    });
    this.#open.add(connection);
    return connection;
  }

  answer(number: number, request: LinkRequest): void {
    const { tell, brokerEnds } = this.#options;
    if (request.kind === "broker ends") return tell({ kind: "broker ends", number, ends: brokerEnds() });
    if (request.kind === "report") return tell({ kind: "report", number, report: this.#report() });
    this.#do(request);
    tell({ kind: "done", number });
  }

  #do(request: Exclude<LinkRequest, { readonly kind: "report" | "broker ends" }>): void {
    switch (request.kind) {
      case "are you there":
        return;
      case "rules":
        for (const rule of request.rules) this.#client(rule.clientId).rules.add(rule);
        return;
      case "clear rules":
        for (const clientId of request.clientIds) this.#client(clientId).rules.clear();
        return;
      case "plan":
        this.#schedule = new CutSchedule(request.cuts, request.fromNs, {
          now: this.#options.now,
          wait: this.#options.wait,
          cut: ({ client, manner }) => {
            const made = (): void => void this.#cuts.push({ client, atNs: this.#options.now() });
            this.#client(this.#options.task.prefix + client).cut(manner, made);
          },
        });
        return;
      case "cancel plan":
        for (const client of this.#clients.values()) client.forgive();
        return this.#schedule?.cancel();
    }
  }

  #client(clientId: string): LinkClient {
    const { prefix } = this.#options.task;
    const known = this.#clients.get(clientId);
    if (known !== undefined) return known;
    const client = new LinkClient(clientId.startsWith(prefix) ? clientId.slice(prefix.length) : clientId);
    this.#clients.set(clientId, client);
    return client;
  }

  #report(): LinkReport {
    return {
      ownDelay: this.#ownDelay.map((counts) => counts.take()),
      connections: this.#connections,
      heldBytes: [...this.#open].reduce((sum, { heldBytes }) => sum + heldBytes, 0),
      cuts: [...this.#cuts],
      problems: { ...this.#problems },
      cpuNs: this.#options.cpuNs(),
    };
  }
}
