/** Another machine's clock, by questions and answers that both ends stamp. Pure. */

/** Four times of one question: two by the asker's clock, two by the other's. */
export interface Exchange {
  readonly askedNs: bigint;
  readonly receivedNs: bigint;
  readonly answeredNs: bigint;
  readonly heardNs: bigint;
}

export interface ClockReading {
  /** When, by the asker's clock. */
  readonly atNs: bigint;
  /** The other clock less the asker's. */
  readonly offsetNs: number;
  /** On the way, there and back. The offset is right to half of it, however unequal the ways. */
  readonly roundTripNs: number;
}

/** By the exchange with the shortest round trip: in it the least is left to chance. */
export function readClock(exchanges: readonly Exchange[]): ClockReading {
  const readings = exchanges.map(readingOf);
  const [first] = readings;
  if (first === undefined) throw new Error("no exchange of clocks");
  return readings.reduce((best, each) => (each.roundTripNs < best.roundTripNs ? each : best), first);
}

function readingOf({ askedNs, receivedNs, answeredNs, heardNs }: Exchange): ClockReading {
  return {
    atNs: askedNs,
    offsetNs: Number(receivedNs - askedNs + (answeredNs - heardNs)) / 2,
    roundTripNs: Number(heardNs - askedNs - (answeredNs - receivedNs)),
  };
}

export interface ClockFigures {
  readonly offsetNs: number;
  readonly errorNs: number;
  readonly roundTripNs: number;
  readonly driftPpm: number;
}

/** What a trial that corrected by `first` can know when it is over. */
export function describeClock(first: ClockReading, last: ClockReading): ClockFigures {
  const passedNs = Number(last.atNs - first.atNs);
  const movedNs = last.offsetNs - first.offsetNs;
  return {
    offsetNs: first.offsetNs,
    errorNs: Math.max(first.roundTripNs, last.roundTripNs) / 2 + Math.abs(movedNs),
    roundTripNs: Math.min(first.roundTripNs, last.roundTripNs),
    driftPpm: passedNs <= 0 ? 0 : (movedNs / passedNs) * 1e6,
  };
}
