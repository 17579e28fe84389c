/** The plateaus of a hold experiment and their lines, as a chart. Pure. */
import type { HoldSection } from "../../result/loads/hold.ts";
import { axisOf } from "../charts/axis.ts";
import type { Line, LineChart, Point } from "../charts/line-chart.ts";
import { plainLook } from "../charts/palette.ts";
import { gaugeTitles } from "./hold-text.ts";

/** The broker's own, in this order; the others stand in the table. */
export const drawnGauges = ["heap", "storedBytes", "rss"];

/** undefined where no gauge was read. */
export function plateauChart(label: string, section: HoldSection): LineChart | undefined {
  const gauges = drawnGauges.filter((gauge) => section.plateaus.some(({ bytes }) => bytes[gauge] !== undefined));
  const lines = gauges.flatMap((gauge, index): Line[] => {
    const title = gaugeTitles[gauge] ?? gauge;
    const dots = section.plateaus.flatMap(({ held, bytes }) =>
      bytes[gauge] === undefined ? [] : [{ x: held, y: bytes[gauge] }],
    );
    const ends = lineEnds(section, gauge);
    return [
      { name: title, look: plainLook(index), points: dots, form: "dots", isNamed: ends.length === 0 },
      ...(ends.length === 0 ? [] : [{ name: title, look: plainLook(index), points: ends }]),
    ];
  });
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0) return undefined;
  return {
    label: `memory by what is held${label === "" ? "" : `, ${label}`}`,
    x: axisOf({
      title: section.step === "connection" ? "connections held" : "messages held",
      unit: "count",
      values: points.map(({ x }) => x),
    }),
    y: axisOf({ title: "memory of the broker", unit: "bytes", values: points.map(({ y }) => y), isFree: true }),
    lines,
    height: 200,
  };
}

/** The line passes through the middle of the plateaus that it was drawn through. */
function lineEnds({ lines, plateaus }: HoldSection, gauge: string): readonly Point[] {
  const line = lines.find((each) => each.gauge === gauge);
  const slope = line?.bytesPerHeld;
  if (line === undefined || slope === undefined || slope === null) return [];
  const used = plateaus.filter(
    ({ direction }) => direction === "rising" || (line.through === "rise and fall" && direction === "falling"),
  );
  const offsets = used.flatMap(({ held, bytes }) => (bytes[gauge] === undefined ? [] : [bytes[gauge] - slope * held]));
  const middle = offsets.toSorted((a, b) => a - b)[Math.floor(offsets.length / 2)] ?? 0;
  const most = Math.max(...used.map(({ held }) => held));
  return [0, most].map((held) => ({ x: held, y: middle + slope * held }));
}
