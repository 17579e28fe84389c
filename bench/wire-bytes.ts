/** What a capture says of connections: their payload on TCP, the round trips before they fell silent, and whether TLS resumed. Pure. */

/** What `tshark -T fields` is asked for, a column each. */
export const connectionFields = [
  "frame.time_relative",
  "tcp.stream",
  "tcp.dstport",
  "tcp.len",
  "tcp.analysis.retransmission",
  "tls.handshake.type",
  "tls.handshake.extension.type",
] as const;

export interface WireConnection {
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** SYN to the last answer before the first silence, by turns of direction. */
  readonly roundTrips: number;
  /** Whether the broker took up a session of TLS; null: there was no TLS. */
  readonly isResumed: boolean | null;
}

interface Frame {
  readonly seconds: number;
  readonly isUp: boolean;
  readonly bytes: number;
  /** TLS handshake messages, and the extensions in them. */
  readonly types: readonly string[];
  readonly extensions: readonly string[];
}

/** Longer than any answer takes, shorter than a client stays idle. */
const silenceSeconds = 1;
/** RFC 8446, sections 4 and 4.2; RFC 5246, section 7.4. */
const serverHello = "2";
const certificate = "11";
const preSharedKey = "41";
const supportedVersions = "43";

/** In the order in which they were opened. */
export function readConnections(lines: readonly string[], port: number): readonly WireConnection[] {
  const streams = new Map<number, Frame[]>();
  for (const line of lines) {
    const [at = "", stream = "", to = "", length = "", again = "", types = "", extensions = ""] = line.split("\t");
    const frames = streams.get(Number(stream)) ?? [];
    streams.set(Number(stream), frames);
    if (again !== "" || length === "0") continue;
    frames.push({
      seconds: Number(at),
      isUp: to === String(port),
      bytes: Number(length),
      types: types.split(","),
      extensions: extensions.split(","),
    });
  }
  return [...streams].toSorted(([a], [b]) => a - b).map(([, frames]) => connectionOf(frames));
}

function connectionOf(frames: readonly Frame[]): WireConnection {
  const sum = (isUp: boolean): number =>
    frames.reduce((total, frame) => total + (frame.isUp === isUp ? frame.bytes : 0), 0);
  return { bytesUp: sum(true), bytesDown: sum(false), roundTrips: roundTripsOf(frames), isResumed: isResumed(frames) };
}

/** One is TCP's own, whose segments carry nothing. */
function roundTripsOf(frames: readonly Frame[]): number {
  const silence = frames.findIndex(
    ({ seconds }, index) => index > 0 && seconds - (frames[index - 1]?.seconds ?? 0) > silenceSeconds,
  );
  const opening = silence < 0 ? frames : frames.slice(0, silence);
  return 1 + opening.filter(({ isUp }, index) => !isUp && opening[index - 1]?.isUp === true).length;
}

/** TLS 1.3 says so in its ServerHello; 1.2 then shows no certificate. */
function isResumed(frames: readonly Frame[]): boolean | null {
  const hello = frames.find(({ isUp, types }) => !isUp && types.includes(serverHello));
  if (hello === undefined) return null;
  if (hello.extensions.includes(supportedVersions)) return hello.extensions.includes(preSharedKey);
  return !frames.some(({ isUp, types }) => !isUp && types.includes(certificate));
}
