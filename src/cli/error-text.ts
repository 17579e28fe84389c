/** What went wrong, as it is printed: with whomever's words in it, and none that must not be shown. */
import { escapeTerminal } from "../report/escape.ts";
import { hideSecrets } from "../secrets.ts";

export function errorText(text: string): string {
  return escapeTerminal(hideSecrets(text));
}
