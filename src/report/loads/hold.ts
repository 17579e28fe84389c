/** The hold load in a report: what one more held message costs. */
import { holdTable, renderHold, renderPlateaus } from "./hold-text.ts";
import type { ReportedLoad } from "./reported-load.ts";

export const hold: ReportedLoad = {
  isCompared: false,
  hasTrialText: true,
  detailsOf: renderPlateaus,
  summary: {
    title: "Memory of what was held",
    linesOf: renderHold,
    sentencesOf: (result) => holdTable(result)?.splits,
  },
};
