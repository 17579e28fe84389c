/** The longest time that a client may send nothing (section 3.1.2.10): 16 bits of seconds. */
import { parseDurationNs, unitForms } from "../../units.ts";
import { withUnit } from "./unit-values.ts";

export const keepaliveNs = withUnit(unitForms.duration, parseDurationNs, {
  min: 1e9,
  max: 65_535e9,
  words: "from 1s to 65535s",
});
