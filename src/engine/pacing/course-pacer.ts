/** The pacer of a group whose rate changes: the messages follow each other as at one rate, at the times of the course. */
import { atCourse } from "../../scenario/fleet.ts";
import type { CoursedSchedule } from "../../scenario/fleet.ts";
import type { Pacer, PacerOptions } from "./pacer.ts";

type Options = Pick<PacerOptions, "startNs" | "groupCount" | "sensors">;

export class CoursePacer implements Pacer {
  dueNs = 0;
  place = 0;
  #cycle = 0;
  readonly #options: Options;
  readonly #schedule: CoursedSchedule;

  constructor(options: Options, schedule: CoursedSchedule) {
    this.#options = options;
    this.#schedule = schedule;
    this.#aim();
  }

  advance(): void {
    this.place += 1;
    if (this.place >= this.#options.sensors.length) {
      this.place = 0;
      this.#cycle += 1;
    }
    this.#aim();
  }

  #aim(): void {
    const { sensors, groupCount, startNs } = this.#options;
    const number = sensors[this.place];
    this.dueNs =
      number === undefined
        ? Number.POSITIVE_INFINITY
        : startNs + atCourse(this.#schedule, groupCount, number, this.#cycle);
  }
}
