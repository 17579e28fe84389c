/** The hold load in a report: what one more held message costs. */
import { holdAnswer } from "./hold-answer.ts";
import { renderPlateaus } from "./hold-text.ts";
import type { ReportedLoad } from "./reported-load.ts";

export const hold: ReportedLoad = {
  isCompared: false,
  hasTrialText: true,
  detailsOf: renderPlateaus,
  answerOf: holdAnswer,
};
