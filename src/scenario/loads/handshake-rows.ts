/** The rows of the handshake matrix: what goes wrong, on whose side, at which packet of which level. Pure. */
import type { Qos } from "../keys/qos.ts";

export type Step = "PUBLISH" | "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP";
type Party = "publisher" | "subscriber";

export interface Row {
  /**
   * cut: the packet never reaches its receiver, and the connection is reset at once. withheld: the same, but the connection
   * stays for a while first. duplicate: the PUBLISH is sent again, with DUP, when the packet has come.
   */
  readonly fault: "cut" | "withheld" | "duplicate";
  /** The client whose connection it happens on. */
  readonly side: Party;
  readonly qos: Qos;
  readonly step: Step;
}

const stepsOf: Readonly<Record<Qos, readonly Step[]>> = {
  0: ["PUBLISH"],
  1: ["PUBLISH", "PUBACK"],
  2: ["PUBLISH", "PUBREC", "PUBREL", "PUBCOMP"],
};
/** What a client can withhold by itself. */
const withheld: readonly Omit<Row, "fault">[] = [
  { side: "publisher", qos: 2, step: "PUBREL" },
  { side: "subscriber", qos: 1, step: "PUBACK" },
  { side: "subscriber", qos: 2, step: "PUBREC" },
  { side: "subscriber", qos: 2, step: "PUBCOMP" },
];
const duplicates: readonly Omit<Row, "fault">[] = [
  { side: "publisher", qos: 1, step: "PUBLISH" },
  { side: "publisher", qos: 1, step: "PUBACK" },
  { side: "publisher", qos: 2, step: "PUBREC" },
  { side: "publisher", qos: 2, step: "PUBCOMP" },
];

const levels: readonly Qos[] = [0, 1, 2];

export const rows: readonly Row[] = [
  ...(["publisher", "subscriber"] as const).flatMap((side) =>
    levels.flatMap((qos) => [
      ...stepsOf[qos].map((step): Row => ({ fault: "cut", side, qos, step })),
      ...withheld
        .filter((row) => row.side === side && row.qos === qos)
        .map((row): Row => ({ fault: "withheld", ...row })),
    ]),
  ),
  ...duplicates.map((row): Row => ({ fault: "duplicate", ...row })),
];

/** Sent by the client on whose connection it happens, or by the broker. */
export function isSentByClient({ side, step }: Row): boolean {
  const isForward = step === "PUBLISH" || step === "PUBREL";
  return isForward === (side === "publisher");
}

/**
 * How many messages an exchange sends, by the specification. After the PUBACK or PUBCOMP of an identifier a PUBLISH that
 * carries it is a new message, whatever its DUP flag [MQTT-4.3.2-2], section 4.3.3.
 */
export function messagesOf({ fault, step }: Row): 1 | 2 {
  return fault === "duplicate" && (step === "PUBACK" || step === "PUBCOMP") ? 2 : 1;
}

/** The row in words, for example `cut before PUBACK reaches the publisher`. */
export function titleOf(row: Row): string {
  const { fault, side, step } = row;
  const receiver = isSentByClient(row) ? "broker" : side;
  switch (fault) {
    case "cut":
      return `cut before ${step} reaches the ${receiver}`;
    case "withheld":
      return `${step} withheld, then cut`;
    case "duplicate":
      return step === "PUBLISH" ? "PUBLISH twice at once" : `PUBLISH again after ${step}`;
  }
}
