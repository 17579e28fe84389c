/** The parts of any URL that mqbench connects to, and what may not stand in it. */
import { canonicalHost } from "./host.ts";

export interface UrlParts {
  readonly scheme: string;
  /** What stands before the last @. */
  readonly user: string | undefined;
  /** Host and port. */
  readonly place: string;
  /** Path, query and fragment. */
  readonly rest: string;
}

/** Splits at the last @: a password that is not percent-encoded may hold any other character. undefined: no URL. */
export function splitUrl(text: string): UrlParts | undefined {
  const [, scheme, after] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/isu.exec(text) ?? [];
  if (scheme === undefined || after === undefined) return undefined;
  const at = after.lastIndexOf("@");
  const [, place = "", rest = ""] = /^([^/?#\\]*)(.*)$/su.exec(after.slice(at + 1)) ?? [];
  return { scheme: scheme.toLowerCase(), user: at === -1 ? undefined : after.slice(0, at), place, rest };
}

/** What no URL that mqbench connects to may have. */
export function urlProblem(text: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007F-\u009F]/u.test(text))
    return "a URL has no spaces and no control characters: percent-encode them (a space is %20)";
  const parts = splitUrl(text);
  if (parts === undefined) return undefined;
  const { user, place } = parts;
  if (user !== undefined && /[/?#@\\]/u.test(user))
    return "what stands before the last @ of a URL is its user and password: percent-encode them (/ is %2F, ? is %3F, # is %23, @ is %40, \\ is %5C), and an @ after the host, too";
  const host = place.replace(/:\d*$/u, "");
  if (host === "" || canonicalHost(host) !== undefined) return undefined;
  // Behind a colon may stand a password whose @ was forgotten.
  return host.includes(":") && !host.startsWith("[")
    ? "what stands after the host's colon is not a port"
    : `${JSON.stringify(host)} is neither an address nor a name`;
}

/** What is wrong with how user and password are written; undefined: they can be read. */
export function userProblem(text: string): string | undefined {
  const { user } = splitUrl(text) ?? {};
  return user === undefined || user.split(":").every(isDecodable)
    ? undefined
    : "user and password must be percent-encoded: write % as %25";
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text).length >= 0;
  } catch {
    return false;
  }
}

/** The host of a URL, canonical. Of a URL that was found sound. */
export function hostOf(url: string): string {
  const { place } = splitUrl(url) ?? { place: "" };
  return canonicalHost(place.replace(/:\d*$/u, "")) ?? place;
}
