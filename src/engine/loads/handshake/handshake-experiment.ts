/** The handshake matrix: at each step of each handshake many exchanges fail there, are resumed, and are counted. */
import type { StepClient } from "../../../mqtt/client/step-client.ts";
import type { SessionOptions } from "../../../mqtt/client/step-packets.ts";
import type { HandshakeRow } from "../../../result/loads/handshake.ts";
import { topicsOf } from "../../../scenario/fleet.ts";
import type { HandshakeLoad } from "../../../scenario/loads/handshake.ts";
import { addCounts } from "../../account/count-clients.ts";
import { valueMetrics } from "../../../result/value-metrics.ts";
import { cleanSession } from "../../stepwise/bench.ts";
import type { Bench } from "../../stepwise/bench.ts";
import { Exchange } from "./exchange.ts";
import { messagesOf, rows, titleOf } from "../../../scenario/loads/handshake-rows.ts";
import type { Row } from "../../../scenario/loads/handshake-rows.ts";
import { judgeRow, keepsPromise } from "./handshake-verdict.ts";
import type { RowCounts } from "./handshake-verdict.ts";
import { notAnswered, Sender } from "../../stepwise/sender.ts";
import type { Found, Stepwise } from "../../stepwise/stepped-load.ts";
import { SteppedMessages, zeros } from "../../stepwise/stepped-messages.ts";

/** Longer than any trial. */
const keptSession: SessionOptions = { ...cleanSession, isClean: false, expirySeconds: 86_400 };

export class HandshakeExperiment implements Stepwise {
  readonly #bench: Bench;
  readonly #load: HandshakeLoad;
  readonly #topics: readonly string[];
  /** A message's sequence is the place of its row. */
  readonly #messages: SteppedMessages;
  readonly #rows: HandshakeRow[] = [];

  constructor(bench: Bench, load: HandshakeLoad) {
    const [group] = bench.scenario.sensors;
    if (group === undefined) throw new Error("a handshake load without sensors");
    this.#bench = bench;
    this.#load = load;
    this.#topics = topicsOf(bench.scenario);
    this.#messages = new SteppedMessages(bench, this.#topics, zeros(group.payload.bytes));
  }

  async run(): Promise<void> {
    const whyNoQos2 = await this.#whyNoQos2();
    for (const [index, row] of rows.entries())
      this.#rows.push(
        row.qos === 2 && whyNoQos2 !== null ? notApplicable(row, whyNoQos2) : await this.#run(row, index),
      );
  }

  found(): Found {
    const tested = this.#rows.filter(({ verdict }) => verdict !== "not applicable");
    return {
      section: {
        kind: "handshake",
        withholdNs: this.#load.withholdNs,
        rows: this.#rows,
        ledger: this.#bench.connectionLedger(),
      },
      metrics: valueMetrics({
        promisesTested: tested.length,
        promisesBroken: tested.filter(({ verdict }) => verdict === "broken").length,
      }),
    };
  }

  /** What the broker does with QoS 2 instead, in words; null: it has QoS 2. */
  async #whyNoQos2(): Promise<string | null> {
    this.#bench.step("whether there is QoS 2");
    const [subscriber, publisher] = [this.#bench.client("subscribers", "q1"), this.#bench.client("sensors", "q2")];
    const topic = this.#topics[0] ?? "";
    await this.#bench.connectAll([subscriber, publisher], () => cleanSession);
    const granted = await this.#bench.subscribe(subscriber, { filter: topic, qos: 2, retainHandling: 0 });
    await this.#bench.leave([subscriber]);
    const sender = new Sender(this.#bench, publisher);
    const problem = await sender.send([{ topic, payload: new Uint8Array(16), qos: 2, isRetained: false }]);
    await this.#bench.leave([publisher]);
    // What is never answered is a promise not kept: the rows show it.
    if (problem !== undefined && problem !== notAnswered)
      return problem === "closed the connection" ? "closes the connection at QoS 2" : problem;
    return granted === 2 ? null : lessGranted(granted, 2);
  }

  async #run(row: Row, index: number): Promise<HandshakeRow> {
    this.#bench.step(`QoS ${row.qos}, ${row.side}: ${titleOf(row)}`);
    const fromNs = this.#bench.now();
    const exchanges = this.#topics.map((topic, number) => this.#exchange(row, index, topic, number));
    const clients = exchanges.flatMap(({ publisher, subscriber }) => [publisher, subscriber]);
    const granted = await this.#connect(row, exchanges);
    if (granted < row.qos) {
      await this.#bench.leave(clients);
      await this.#bench.clearSessions();
      return notApplicable(row, lessGranted(granted, row.qos));
    }
    for (const exchange of exchanges) exchange.begin();
    await this.#bench.until(() => exchanges.every(({ isReached }) => isReached), this.#load.timeoutNs);
    const reached = exchanges.filter(({ isReached }) => isReached);
    if (row.fault === "withheld") {
      await this.#bench.until(() => false, this.#load.withholdNs);
      for (const exchange of reached) exchange.cut();
    }
    if (row.fault !== "duplicate") await this.#resume(reached);
    await this.#settle(row, exchanges);
    const described = this.#describe(row, exchanges, fromNs);
    await this.#bench.leave(clients);
    await this.#bench.clearSessions();
    return described;
  }

  #exchange(row: Row, index: number, topic: string, number: number): Exchange {
    return new Exchange({
      row,
      publisher: this.#bench.client("sensors", `p${index}x${number + 1}`),
      subscriber: this.#bench.client("subscribers", `r${index}x${number + 1}`),
      topic,
      messages: this.#messages,
      which: { sensor: number, sequence: index },
      isVersion5: this.#bench.scenario.protocol === "5",
    });
  }

  /** Subscribers first: what is published before is not theirs. The least QoS that they were granted. */
  async #connect(row: Row, exchanges: readonly Exchange[]): Promise<number> {
    const sessionOf = (side: Row["side"]): SessionOptions =>
      row.side === side && row.fault !== "duplicate" ? keptSession : cleanSession;
    await this.#bench.connectAll(
      exchanges.map(({ subscriber }) => subscriber),
      () => sessionOf("subscriber"),
    );
    const granted = await Promise.all(
      exchanges.map(
        async ({ subscriber }, number) =>
          await this.#bench.subscribe(subscriber, {
            filter: this.#topics[number] ?? "",
            qos: row.qos,
            retainHandling: 0,
          }),
      ),
    );
    await this.#bench.connectAll(
      exchanges.map(({ publisher }) => publisher),
      () => sessionOf("publisher"),
    );
    return Math.min(...granted);
  }

  async #resume(reached: readonly Exchange[]): Promise<void> {
    const clients: readonly StepClient[] = reached.map(({ faulty }) => faulty);
    await Promise.all(clients.map(async (client) => await client.ended()));
    await this.#bench.connectAll(clients, () => keptSession);
  }

  /** Waits until every exchange has ended and is delivered as promised, then until nothing more comes. */
  async #settle(row: Row, exchanges: readonly Exchange[]): Promise<void> {
    const isOver = (): boolean =>
      exchanges.every(({ isFinished, deliveries }) => isFinished && (row.qos === 0 || deliveries >= messagesOf(row)));
    await this.#bench.until(isOver, this.#load.timeoutNs);
    const moves = (): number => sum(exchanges, (each) => each.deliveries + each.publishesResent + each.pubrelsResent);
    await this.#bench.quiet(moves, this.#load.settleNs, this.#load.timeoutNs);
  }

  #describe(row: Row, exchanges: readonly Exchange[], fromNs: number): HandshakeRow {
    const broken = exchanges.filter(({ deliveries }) => !keepsPromise(row, deliveries));
    const counts = countRow(exchanges);
    const { verdict, remarks } = judgeRow(row, counts, broken.length, this.#bench.scenario.protocol === "5");
    const telling = broken[0] ?? exchanges.find(({ isFinished }) => !isFinished) ?? exchanges[0];
    const isPlain = verdict === "kept" && remarks.length === 0;
    return {
      ...row,
      title: titleOf(row),
      notApplicable: null,
      messages: messagesOf(row),
      ...counts,
      verdict,
      remarks: [...remarks],
      packets: isPlain ? [] : [...(telling?.packets(fromNs) ?? [])],
    };
  }
}

function countRow(exchanges: readonly Exchange[]): RowCounts {
  const none = exchanges.filter(({ deliveries }) => deliveries === 0).length;
  const once = exchanges.filter(({ deliveries }) => deliveries === 1).length;
  return {
    exchanges: exchanges.length,
    reached: exchanges.filter(({ isReached }) => isReached).length,
    resentWhileOpen: sum(exchanges, (each) => each.resentWhileOpen),
    deliveredWhileOpen: exchanges.filter((each) => each.isDeliveredWhileOpen).length,
    publishesResent: sum(exchanges, (each) => each.publishesResent),
    withDup: sum(exchanges, (each) => each.withDup),
    pubrelsResent: sum(exchanges, (each) => each.pubrelsResent),
    acknowledgements: addCounts(exchanges.map((each) => each.acknowledgements)),
    sessionsPresent: exchanges.filter((each) => each.isSessionPresent).length,
    endedByBroker: exchanges
      .flatMap(({ publisher, subscriber }) => [publisher, subscriber])
      .filter(({ isOpen }) => !isOpen).length,
    unfinished: exchanges.filter(({ isFinished }) => !isFinished).length,
    deliveries: { none, once, more: exchanges.length - none - once },
  };
}

function lessGranted(granted: number, asked: number): string {
  return `grants QoS ${granted} where QoS ${asked} is asked for`;
}

function notApplicable(row: Row, why: string): HandshakeRow {
  return {
    ...row,
    title: titleOf(row),
    notApplicable: why,
    messages: messagesOf(row),
    ...countRow([]),
    verdict: "not applicable",
    remarks: [],
    packets: [],
  };
}

function sum(exchanges: readonly Exchange[], of: (exchange: Exchange) => number): number {
  return exchanges.reduce((total, exchange) => total + of(exchange), 0);
}
