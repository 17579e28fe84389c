/** The words of a command line that make a run again: what was typed, without what only says where its output goes. Pure. */
import { hideSecrets } from "../secrets.ts";

/** They change nothing of what is measured. */
const ofOutput: ReadonlySet<string> = new Set([
  "out",
  "report",
  "json",
  "live",
  "otlp",
  "csv",
  "metric",
  "force",
  "calibration",
  "token",
]);

/** `options` as the command line was read: by name, a text, a list of texts, or true. What must not be shown is hidden. */
export function commandWords(command: string, file: string, options: object): readonly string[] {
  const words = Object.entries(options).flatMap(([name, value]: [string, unknown]) => {
    if (ofOutput.has(name)) return [];
    const option = `--${name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return [option];
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    return texts.flatMap((text) => (typeof text === "string" ? withValue(option, text) : []));
  });
  return [command, file, ...words].map(hideSecrets);
}

/** A value that looks like an option must stand within its own word. */
function withValue(option: string, value: string): readonly string[] {
  return value.startsWith("-") ? [`${option}=${value}`] : [option, value];
}
