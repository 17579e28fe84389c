/** The scenario of one case, resolved: every default filled in, every unit a plain number. */
import type { ScenarioBase } from "./base.ts";
import type { Load } from "./loads.ts";

export interface Scenario extends ScenarioBase {
  readonly load: Load;
}
