/** The way to a value of a scenario: its keys, and its places in lists. */

export type Path = readonly (string | number)[];

export function toPath(text: string): Path {
  return text.split(".").map((step) => (/^\d+$/u.test(step) ? Number(step) : step));
}

/** `sensors.0.qos`. */
export function dotted(path: Path): string {
  return path.join(".");
}
