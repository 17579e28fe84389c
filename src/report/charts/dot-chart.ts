/** Rows of dots over one axis, each with the band of its interval. Pure. */
import type { Axis } from "./axis.ts";
import type { Named } from "./looks.ts";
import { edgeText, fillOf, fontSize, marker, narrowest, percent, px, rule, shortened, svg, textAt } from "./svg.ts";

interface DotRow extends Named {
  readonly values: readonly number[];
  readonly reach?: readonly [number, number];
}

export interface DotChart {
  readonly label: string;
  readonly x: Axis;
  readonly rows: readonly DotRow[];
  /** Where nothing differs; marked. */
  readonly zero?: number;
}

const rowHeight = 36;

export function dotChart({ label, x, rows, zero }: DotChart): string {
  const bottom = rows.length * rowHeight + 4;
  return svg(label, bottom + 2 * (fontSize + 4), [
    ...x.ticks.map(({ value }) =>
      rule([x.at(value), 0], [x.at(value), bottom], ' stroke="currentColor" stroke-opacity="0.2"'),
    ),
    zero === undefined
      ? ""
      : rule([x.at(zero), 0], [x.at(zero), bottom], ' stroke="currentColor" stroke-dasharray="4 2"'),
    ...rows.flatMap(({ name, look, values, reach }, row) => {
      const y = row * rowHeight + fontSize;
      const middle = y + 13;
      return [
        textAt(shortened(name, narrowest), { x: 0, y, extra: ' class="halo"' }),
        reach === undefined
          ? ""
          : `<rect x="${percent(x.at(reach[0]))}" y="${px(middle - 6)}" width="${percent(x.at(reach[1]) - x.at(reach[0]))}" height="12" fill-opacity="0.3"${fillOf(look)}/>`,
        ...values.map((value) => marker(look, x.at(value), middle)),
      ];
    }),
    ...x.ticks.map(({ value, text: tick }) => edgeText(tick, x.at(value), bottom + fontSize)),
    edgeText(x.title, 1, bottom + 2 * fontSize + 3),
  ]);
}
