/** Trials in which nothing was sent, acknowledged or delivered, or what was sent never reached the broker: they measure nothing of it. Pure. */
import { formatCounted, formatWhole } from "../format.ts";

/** What became of the messages of measure; null: the load has no such figure. */
export interface Account {
  readonly intended: number | null;
  readonly sent: number | null;
  readonly acknowledged: number | null;
  readonly refused: number | null;
  readonly unfinished: number | null;
  readonly expectedDeliveries: number | null;
  readonly delivered: number | null;
  readonly altered: number | null;
  /** Bytes of messages that the link itself held when drain was over. */
  readonly heldByLink: number | null;
}

/** A broker that did nothing of what was asked has no cost to measure, and no latency. */
export function findNothing(account: Account, find: (code: string, text: string) => void): void {
  const of = (name: keyof Account): number => account[name] ?? 0;
  if (of("intended") > 0 && account.sent === 0) {
    find("nothing-sent", `none of the ${formatCounted(of("intended"), "message")} due was sent`);
    return;
  }
  const exchanged = of("acknowledged") + of("refused") + of("unfinished");
  if (exchanged > 0 && account.acknowledged === 0) {
    if (of("unfinished") === 0)
      find(
        "all-refused",
        `the broker refused ${exchanged === 1 ? "the only message" : `all ${formatWhole(exchanged)} messages`}`,
      );
    else {
      const refused = of("refused") > 0 ? `, ${formatCounted(of("refused"), "was", "were")} refused` : "";
      find(
        "none-acknowledged",
        `none of the ${formatCounted(exchanged, "message")} sent at QoS 1 or 2 was acknowledged${refused}`,
      );
    }
  }
  const missing = of("expectedDeliveries") - of("delivered") - of("altered");
  if (of("heldByLink") > 0 && (missing > 0 || account.intended === 0)) {
    const [what, longer] =
      missing > 0
        ? [
            `${formatCounted(missing, "delivery", "deliveries")} had not come when drain was over`,
            "make phases.drain longer, ",
          ]
        : ["no message could be sent in measure", ""];
    const held = `the link still held ${formatCounted(of("heldByLink"), "byte")}, and the sockets before it perhaps more`;
    const advice = "send at a lower rate, or give the link more bandwidth";
    find("held-by-link", `${what}, and ${held}: what is on its way is not lost by the broker; ${longer}${advice}`);
  } else if (of("expectedDeliveries") > 0 && account.delivered === 0)
    find(
      "none-delivered",
      `none of the ${formatCounted(of("expectedDeliveries"), "delivery", "deliveries")} expected came${asSent(of("altered"))}`,
    );
}

function asSent(altered: number): string {
  return altered === 0 ? "" : ` as it was sent: ${formatWhole(altered)} came altered`;
}
