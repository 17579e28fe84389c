/** The pacer of a schedule. */
import type { Schedule } from "../../scenario/base.ts";
import type { RatePoint } from "../../scenario/rates/rate-course.ts";
import { CoursePacer } from "./course-pacer.ts";
import { burstPacer, evenPacer, poissonPacer } from "./pacer.ts";
import type { Pacer, PacerOptions } from "./pacer.ts";

interface PacedGroup {
  readonly seed: number;
  /** undefined: its rate stays. */
  readonly course: readonly RatePoint[] | undefined;
}

export type OpenSchedule = Exclude<Schedule["kind"], "closed">;

/** `seed`: the group's. */
export function pacerOf(kind: OpenSchedule, options: PacerOptions & PacedGroup): Pacer {
  const { course, periodNs, gridNs } = options;
  if (course !== undefined && kind !== "poisson") return new CoursePacer(options, { kind, periodNs, gridNs, course });
  switch (kind) {
    case "even":
      return evenPacer(options);
    case "burst":
      return burstPacer(options);
    case "poisson":
      return poissonPacer(options);
  }
}
