/** Remarks on several trials: what is true of all is said once. Pure. */

/** Of one trial: its name, empty where there is no other, and its remarks. */
export interface Remarked {
  readonly name: string;
  readonly texts: readonly string[];
}

export function sharedRemarks(all: readonly Remarked[]): readonly string[] {
  const whose = new Map<string, string[]>();
  for (const { name, texts } of all) for (const text of texts) whose.set(text, [...(whose.get(text) ?? []), name]);
  return [...whose].map(([text, names]) =>
    names.length === all.length ? text : `${names.filter((name) => name !== "").join(", ")}: ${text}`,
  );
}
