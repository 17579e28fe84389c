/** A calibration as a page: how much each figure varies on this machine, and the smallest change that would be found. Pure. */
import type { Noise } from "../../../../analysis/calibrate.ts";
import { calibrationTable } from "../../../answers/calibration-text.ts";
import type { Bar } from "../../../charts/bar-chart.ts";
import { plainLook } from "../../../charts/palette.ts";
import { formatPercent } from "../../../format.ts";
import type { Answer } from "../../../questions/answer.ts";
import { answerMarkup } from "../answer-section.ts";
import { renderPage } from "./frame.ts";

export function renderCalibrationHtml(scenario: string, noise: readonly Noise[]): string {
  return renderPage({
    title: `${scenario}: calibration`,
    about: ["the same thing on both sides, in each other's turn: what differs is this machine's noise"],
    opening: answerMarkup(answerOf(noise)),
    sections: [],
  });
}

function answerOf(noise: readonly Noise[]): Answer {
  const bars = noise.flatMap(({ case: id, name, detectable }): Bar[] =>
    detectable === null
      ? []
      : [
          {
            name: [id, name].filter((part) => part !== "").join(" "),
            text: formatPercent(detectable),
            parts: [{ value: detectable, look: plainLook(2) }],
          },
        ],
  );
  const known = noise.flatMap(({ detectable }) => detectable ?? []);
  return {
    headline:
      known.length === 0
        ? "So few trials find no change of any size."
        : `A change of ${formatPercent(Math.min(...known))} to ${formatPercent(Math.max(...known))}, by figure, would be found in eight of ten comparisons.`,
    besides: [],
    picture:
      bars.length === 0
        ? null
        : {
            kind: "bars",
            panels: [{ title: "the smallest change that would be found", bars }],
            reading: "With as many trials a side as were made here: what is smaller is taken for this machine's noise.",
          },
    table: calibrationTable(noise),
    first: [],
  };
}
