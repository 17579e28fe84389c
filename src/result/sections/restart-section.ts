/** What a result keeps of a broker that was restarted under load. */
import { z } from "zod";

const seconds = z.number().nullable().describe("since the load began; null: it did not come so far");

export const restartSection = z.strictObject({
  plannedAtSeconds: z.number().describe("since the load began"),
  downSeconds: z.number().describe("between its end and its start, as asked for"),
  manner: z.enum(["stop", "kill"]),
  toldAtSeconds: seconds.describe("told to end, or killed"),
  endedAtSeconds: seconds.describe("its last process was gone"),
  startedAtSeconds: seconds.describe("its processes ran again"),
  readyAtSeconds: seconds.describe("it answered CONNECT again"),
  lastBackSeconds: z.number().nullable().describe("from then to the last client that came back; null: none did"),
});

export type RestartSection = z.output<typeof restartSection>;
