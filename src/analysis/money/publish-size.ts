/** The size of a PUBLISH that carries another payload than the one that was counted. Pure. */

/** A PUBLISH with more bytes, or fewer, behind its fixed header, whose length then may take another byte (section 2.2.3). */
export function withLongerBody(bytes: number, more: number): number {
  const body = bodyOf(bytes) + more;
  return 1 + lengthBytes(body) + body;
}

/** Topic and payload of a PUBLISH: without fixed header, the topic's length, packet identifier and, in version 5, the properties with the length before them (section 3.3). To a millionth: averages that are whole stay so. */
export function contentBytes(
  bytes: number,
  has: { readonly identifier: boolean; readonly propertyBytes: number },
): number {
  return Math.round((bodyOf(bytes) - 2 - (has.identifier ? 2 : 0) - has.propertyBytes) * 1e6) / 1e6;
}

function bodyOf(bytes: number): number {
  const length = [1, 2, 3, 4].find((each) => lengthBytes(bytes - 1 - each) <= each) ?? 4;
  return bytes - 1 - length;
}

function lengthBytes(body: number): number {
  if (body < 128) return 1;
  if (body < 128 ** 2) return 2;
  return body < 128 ** 3 ? 3 : 4;
}
