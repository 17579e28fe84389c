/** Which case of one run belongs to which of another. Pure. */
import type { SideCase } from "./side.ts";

export interface CasePair {
  readonly id: string;
  readonly base: SideCase;
  readonly head: SideCase;
}

export interface MatchedCases {
  readonly pairs: readonly CasePair[];
  readonly onlyBase: readonly string[];
  readonly onlyHead: readonly string[];
}

/**
 * By id. When no id is in both, the sides differ in an axis that stands still on each (one broker against another): the ids without
 * such axes, where that tells the cases of a side apart.
 */
export function matchCases(base: readonly SideCase[], head: readonly SideCase[]): MatchedCases {
  const isNamedAlike = base.some(({ id }) => head.some((other) => other.id === id));
  const keyOf = (cases: readonly SideCase[]): ((each: SideCase) => string) =>
    isNamedAlike ? ({ id }) => id : movingId(cases);
  const [baseKey, headKey] = [keyOf(base), keyOf(head)];
  const pairs = base.flatMap((each): CasePair[] => {
    const id = baseKey(each);
    const [partner, ...others] = head.filter((other) => headKey(other) === id);
    const isAlone = others.length === 0 && base.filter((other) => baseKey(other) === id).length === 1;
    return partner === undefined || !isAlone ? [] : [{ id, base: each, head: partner }];
  });
  return {
    pairs,
    onlyBase: base.filter((each) => !pairs.some((pair) => pair.base === each)).map(({ id }) => id),
    onlyHead: head.filter((each) => !pairs.some((pair) => pair.head === each)).map(({ id }) => id),
  };
}

function movingId(cases: readonly SideCase[]): (each: SideCase) => string {
  const isMoving = (axis: string): boolean => new Set(cases.map(({ axes }) => axes[axis])).size > 1;
  return ({ axes }) =>
    Object.entries(axes)
      .filter(([axis]) => isMoving(axis))
      .map(([axis, value]) => `${axis}=${value}`)
      .join(",");
}
