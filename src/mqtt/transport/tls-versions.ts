/** Versions of TLS, by the names that scenarios give them. */

export const tlsVersions = { "1.2": "TLSv1.2", "1.3": "TLSv1.3" } as const;

export type TlsVersion = keyof typeof tlsVersions;

export const tlsVersionNames: readonly TlsVersion[] = Object.keys(tlsVersions).filter(isTlsVersion);

function isTlsVersion(text: string): text is TlsVersion {
  return Object.hasOwn(tlsVersions, text);
}
