/** What is wrong with a scenario: a value until the reader's error is made of all there are. */
import { hideEnvironment } from "../../environment-values.ts";
import { MqbenchError } from "../../errors.ts";
import { dotted } from "./path.ts";
import type { Path } from "./path.ts";

export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a value was written: in the file, or by an option as the user typed it. */
export type Place = Position | { readonly option: string };

export interface Mistake {
  readonly place: Place;
  /** The key that is wrong. */
  readonly path: Path;
  readonly text: string;
}

/** Tells a mistake of the value at a path. */
export type Report = (path: Path, text: string) => void;

/** Tells by the key within what stands at a path what is wrong with it: `is …`, `has …`. */
export function tellWithin(path: Path, report: Report): Report {
  return (key, text) => {
    const whole = [...path, ...key];
    report(whole, `${dotted(whole)} ${text}`);
  };
}

/** The rest of thousands hides the first. */
const mostShown = 20;

/** The error of a file's mistakes, each once: what options wrote first, then in the order of the file. */
export function scenarioError(mistakes: readonly Mistake[], hint?: string): MqbenchError {
  const inOrder = mistakes.toSorted((a, b) => lineOf(a) - lineOf(b) || columnOf(a) - columnOf(b));
  const texts = [...new Set(inOrder.map(mistakeText))];
  const rest = texts.length - mostShown;
  const shown = rest > 0 ? [...texts.slice(0, mostShown), `and ${rest} more`] : texts;
  return new MqbenchError("usage", shown, { hint });
}

function mistakeText({ place, text }: Mistake): string {
  return hideEnvironment(`${placeText(place)}: ${text}`);
}

/** `mine.yaml:2:27`, or the option. */
export function placeText(place: Place): string {
  return "option" in place ? place.option : `${place.file}:${place.line}:${place.column}`;
}

function lineOf({ place }: Mistake): number {
  return "option" in place ? 0 : place.line;
}

function columnOf({ place }: Mistake): number {
  return "option" in place ? 0 : place.column;
}
