/** Where `--otlp` pushes to. Pure but for looking names up. */
import { requireLoopbackHosts } from "../../broker/look-up.ts";
import { MqbenchError } from "../../errors.ts";

/** Where a collector takes metrics, below what an exporter is told (OpenTelemetry protocol exporter, endpoint URLs). */
const signalPath = "v1/metrics";

/** `http://127.0.0.1:4318` is `http://127.0.0.1:4318/v1/metrics`; a URL that ends so already is itself. Throws where it is none. */
export function parseOtlpUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const problem =
    url === undefined
      ? `expected http://HOST:PORT, got ${JSON.stringify(given)}`
      : url.protocol !== "http:" && url.protocol !== "https:"
        ? `expected http:// or https://, got ${url.protocol}//`
        : url.username !== "" || url.password !== ""
          ? "a user name or password in the URL: give headers instead"
          : url.search !== "" || url.hash !== ""
            ? "a query or fragment in the URL: only scheme, host, port and path have a meaning"
            : undefined;
  if (url === undefined || problem !== undefined)
    throw new MqbenchError("usage", `--otlp: ${problem ?? "no URL"}`, {
      hint: "the address of a collector's OTLP over HTTP, such as http://127.0.0.1:4318; OTEL_EXPORTER_OTLP_HEADERS has its headers",
    });
  const base = url.pathname.replace(/\/$/u, "");
  if (!base.endsWith(`/${signalPath}`)) url.pathname = `${base}/${signalPath}`;
  return url;
}

/** `a=1,b=two%20words`, as exporters of OpenTelemetry take them. Throws where a part has no name. */
export function parseOtlpHeaders(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(",").flatMap((part) => {
    if (part.trim() === "") return [];
    const [, name = "", value = ""] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=(.*)$/u.exec(part) ?? [];
    const decoded = name === "" ? undefined : decode(value.trim());
    if (decoded === undefined)
      throw new MqbenchError(
        "usage",
        "OTEL_EXPORTER_OTLP_HEADERS: expected NAME=VALUE, percent-encoded, with commas between",
        {
          hint: "such as api-key=0123,team=devices",
        },
      );
    return [[name.toLowerCase(), decoded] as const];
  });
  return Object.fromEntries(pairs);
}

/** undefined: it is not what it says to be, or no value of a header. */
function decode(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return /^[\t\x20-\x7e]*$/u.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Throws where it is not this machine, unless that is allowed. */
export async function requireOwn(url: URL, isRemoteAllowed: boolean): Promise<void> {
  if (isRemoteAllowed) return;
  const hint = "--allow-remote pushes there anyway, and lets load go to other machines, too";
  await requireLoopbackHosts([url.hostname.replaceAll(/^\[|\]$/gu, "")], { from: "--otlp: ", where: "", hint });
}
