/** How old the deliveries are that wait for their PUBREL. */
import { Recorder } from "../../../metrics/recorder.ts";
import type { MqttClient } from "../../../mqtt/client/client.ts";
import { outside } from "../../../mqtt/wire/ledger.ts";
import type { AgesPart } from "../../messages.ts";

export function unreleasedAges(
  clients: readonly { readonly client: MqttClient }[],
  accounts: number,
  nowNs: number,
): readonly AgesPart[] {
  const ages = new Recorder(accounts);
  const released = ages.histograms("released");
  for (const { client } of clients) {
    client.inbound.visit((account, intendedNs) => {
      if (account !== outside) released[account]?.record(nowNs - intendedNs);
    });
  }
  return ages.take().histograms;
}
