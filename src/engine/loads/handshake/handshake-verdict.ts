/** Whether a level kept its promise in a row of the handshake matrix, and what else is to be said of it. Pure. */
import { formatCounted } from "../../../format.ts";
import type { HandshakeRow } from "../../../result/loads/handshake.ts";
import { messagesOf } from "../../../scenario/loads/handshake-rows.ts";
import type { Row } from "../../../scenario/loads/handshake-rows.ts";

/** What was counted over the exchanges of a row. */
export type RowCounts = Pick<
  HandshakeRow,
  | "exchanges"
  | "reached"
  | "resentWhileOpen"
  | "deliveredWhileOpen"
  | "publishesResent"
  | "withDup"
  | "pubrelsResent"
  | "acknowledgements"
  | "sessionsPresent"
  | "endedByBroker"
  | "unfinished"
  | "deliveries"
>;

export interface Verdict {
  readonly verdict: "kept" | "broken";
  readonly remarks: readonly string[];
}

/** Whether the deliveries of one exchange are as its level promises. */
export function keepsPromise({ qos, ...row }: Row, deliveries: number): boolean {
  const messages = messagesOf({ qos, ...row });
  switch (qos) {
    case 0:
      return deliveries <= messages;
    case 1:
      return deliveries >= messages;
    case 2:
      return deliveries === messages;
  }
}

/** `broken`: of how many exchanges the promise was. */
export function judgeRow(row: Row, counts: RowCounts, broken: number, isVersion5: boolean): Verdict {
  const isForbidden = isVersion5 && counts.resentWhileOpen > 0;
  return {
    verdict: broken > 0 || isForbidden ? "broken" : "kept",
    remarks: [...resendRemarks(row, counts, isVersion5), ...sessionRemarks(row, counts)],
  };
}

function resendRemarks(row: Row, counts: RowCounts, isVersion5: boolean): readonly string[] {
  const found: string[] = [];
  const { publishesResent, withDup, resentWhileOpen, reached } = counts;
  if (resentWhileOpen > 0)
    found.push(
      isVersion5
        ? `${resentWhileOpen} resent on a living connection: MQTT 5 forbids it [MQTT-4.4.0-1]`
        : `${resentWhileOpen} resent on a living connection: 3.1.1 allows it`,
    );
  if (row.side === "subscriber" && withDup < publishesResent)
    found.push(`${publishesResent - withDup} of ${publishesResent} resent without DUP [MQTT-3.3.1-1]`);
  // After PUBREC the sender may send PUBREL only (4.3.3).
  const isReleasing = row.side === "subscriber" && (row.step === "PUBREL" || row.step === "PUBCOMP");
  if (isReleasing && publishesResent > 0)
    found.push(`PUBLISH resent ${formatCounted(publishesResent, "time")} where PUBREL is due (4.3.3)`);
  const answers = counts.acknowledgements["PUBREC"] ?? 0;
  if (row.side === "publisher" && row.fault === "withheld" && answers > reached)
    found.push(`PUBREC came ${formatCounted(answers, "time")} for ${formatCounted(reached, "message")}`);
  return found;
}

function sessionRemarks(row: Row, counts: RowCounts): readonly string[] {
  const { exchanges, reached, sessionsPresent, unfinished } = counts;
  const found: string[] = [];
  if (reached < exchanges) found.push(`${exchanges - reached} never came to this step`);
  if (row.fault !== "duplicate" && sessionsPresent < reached)
    found.push(`session present 0 in ${reached - sessionsPresent} of ${reached} resumed connections`);
  if (counts.endedByBroker > 0) found.push(`${formatCounted(counts.endedByBroker, "connection")} ended by the broker`);
  if (unfinished > 0) found.push(unfinishedRemark(row, unfinished));
  return found;
}

/** What is cut or withheld here is to stop: that it was not taken up again is a finding, not a shortfall of the run. */
function unfinishedRemark({ fault }: Row, unfinished: number): string {
  if (fault === "duplicate") return `${unfinished} handshakes never ended`;
  const how = fault === "withheld" ? "is withheld and then cut" : "is cut";
  return `${unfinished} handshakes stayed open: each of this row ${how} on purpose, and these were not taken up again`;
}
