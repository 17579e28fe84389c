/** Random numbers that a seed repeats exactly, on every machine: mulberry32, one word of state, its whole period. */

/** The state that follows a state. */
export function nextState(state: number): number {
  return (state + 0x6d2b79f5) >>> 0;
}

/** The number that a state stands for, uniform in [0, 1). */
export function uniformOf(state: number): number {
  let bits = Math.imul(state ^ (state >>> 15), state | 1);
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
  return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
}

/** The next number in [0, 1), at every call; with a name, from a state in which every bit of seed and name counts. */
export function seededRandom(seed: number, name?: string): () => number {
  let state = name === undefined ? seed >>> 0 : hash(seed, name);
  return () => {
    state = nextState(state);
    return uniformOf(state);
  };
}

/** FNV-1a over the name's UTF-16 units, begun at the seed, then mixed: neighbouring names differ in every bit. */
function hash(seed: number, name: string): number {
  let bits = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < name.length; index += 1) bits = Math.imul(bits ^ name.charCodeAt(index), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
