/** Many that want to send in one turn of the event loop, and only so much time: each in its turn, over as many turns as it takes. */

/**
 * Serves each once, in order, while there is time; `serve` says whether it has sent and has more, and then goes behind the others.
 * False: time was up before all had been served.
 */
export function serveInTurn<T>(
  all: Map<number, T>,
  isTime: () => boolean,
  serve: (place: number, value: T) => boolean,
): boolean {
  let left = all.size;
  for (const [place, value] of all) {
    if (left === 0) return true;
    left -= 1;
    if (!isTime()) return false;
    if (!serve(place, value)) continue;
    all.delete(place);
    all.set(place, value);
  }
  return true;
}
