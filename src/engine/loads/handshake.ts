/** The handshake load, run step by step. */
import type { HandshakeLoad } from "../../scenario/loads/handshake.ts";
import type { SteppedLoad } from "../stepwise/stepped-load.ts";
import { HandshakeExperiment } from "./handshake/handshake-experiment.ts";

export const handshake: SteppedLoad<HandshakeLoad> = {
  runs: "in steps",
  make: (bench, load) => new HandshakeExperiment(bench, load),
};
