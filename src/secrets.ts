/** What of a text must not be shown: user and password of the URLs in it, the values of their queries, and what came from the environment. */
import { hideEnvironment } from "./environment-values.ts";

const scheme = String.raw`[a-z][a-z0-9+.-]*:\/\/`;
/** A text that is one URL, with a user: no delimiter can be relied on, since what is not percent-encoded may hold any. */
const wholeUrl = new RegExp(String.raw`^${scheme}(?:(?![,;([=]${scheme}).)*@|^${scheme}\S*$`, "isu");
/** A URL among other words ends at a space, a quote, or where the next of a list begins. */
const urlInText = new RegExp(String.raw`(${scheme})((?:(?![,;([=]${scheme})[^\s"'<>])+)`, "giu");
const hidden = "…";

export function hideSecrets(given: string): string {
  const text = hideEnvironment(given);
  if (wholeUrl.test(text)) return hideSecretsOfAddress(text);
  return text.replaceAll(urlInText, (_, start: string, address: string) => {
    // What ends a clause is no part of the URL.
    const [end = ""] = /[.,;:)\]]*$/u.exec(address) ?? [];
    return `${start}${hideParts(address.slice(0, address.length - end.length))}${end}`;
  });
}

/** Hides the secrets in what follows the scheme. */
function hideParts(address: string): string {
  const place = address.slice(address.lastIndexOf("@") + 1);
  const question = place.indexOf("?");
  if (question === -1) return place;
  return `${place.slice(0, question)}?${place
    .slice(question + 1)
    .split("&")
    .map(hideValue)
    .join("&")}`;
}

/** What is hidden already stays, with what stands behind it. */
function hideValue(pair: string): string {
  if (pair === "" || pair.includes(hidden)) return pair;
  const equals = pair.indexOf("=");
  return `${equals === -1 ? "" : pair.slice(0, equals + 1)}${hidden}`;
}

/** Hides the secrets of a text that was meant as the address of a broker, also where it has no scheme or a broken one. */
export function hideSecretsOfAddress(given: string): string {
  const text = hideEnvironment(given);
  const [begin = ""] = new RegExp(`^${scheme}`, "iu").exec(text) ?? [];
  return `${begin}${hideParts(text.slice(begin.length))}`;
}

/** Hides the secrets of a word of the command line, which may be `key=value`. */
export function hideSecretsOfArgument(word: string): string {
  const [, key = "", value = ""] = /^([^=:/@]*=)?(.*)$/su.exec(word) ?? [];
  if (key === "--token=") return `${key}${hidden}`;
  return value.includes("@") || value.includes("://") ? `${key}${hideSecretsOfAddress(value)}` : word;
}
