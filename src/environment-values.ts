/** Values of environment variables that a scenario asks for by `${NAME}`: they may be secrets, so nothing that is kept or shown has them. */

const placeholder = /\$(\$?)\{([A-Z_][A-Z0-9_]*)\}/gu;
/** What is shorter stands in texts by chance. */
const shortestHidden = 4;

/** Value → what the scenario says for it, in every form that a text may have it in. */
const known = new Map<string, string>();

/** The text with its variables' values, or the name of the first that is not set; `$${NAME}` is `${NAME}`, literally. */
export function substituteEnvironment(
  text: string,
  environment: NodeJS.ProcessEnv,
): { readonly text: string } | { readonly unset: string } {
  let unset: string | undefined;
  const substituted = text.replaceAll(placeholder, (written: string, escape: string, name: string) => {
    if (escape !== "") return written.slice(1);
    const value = environment[name];
    if (value === undefined) unset ??= name;
    else hideValue(value, written);
    return value ?? "";
  });
  return unset === undefined ? { text: substituted } : { unset };
}

/** From now on `written` stands for a value wherever a text is shown that has it. */
export function hideValue(value: string, written: string): void {
  if (value === "") return;
  for (const form of [value, encodeURIComponent(value), decoded(value), JSON.stringify(value).slice(1, -1)])
    known.set(form, written);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The text with `${NAME}` wherever a value stands that was taken for it: as the scenario wrote it. */
export function hideEnvironment(text: string): string {
  const whole = known.get(text);
  if (whole !== undefined) return whole;
  // The longest first: one value may be a part of another.
  return [...known]
    .filter(([value]) => value.length >= shortestHidden)
    .toSorted(([a], [b]) => b.length - a.length)
    .reduce((shown, [value, written]) => shown.replaceAll(value, () => written), text);
}
