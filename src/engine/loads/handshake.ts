/** The handshake load, run step by step. */
import type { HandshakeLoad as Settings } from "../../scenario/loads/handshake.ts";
import type { SteppedLoad } from "../stepwise/stepped-load.ts";
import { HandshakeLoad } from "./handshake/handshake-load.ts";

export const handshake: SteppedLoad<Settings> = {
  runs: "in steps",
  make: (bench, load) => new HandshakeLoad(bench, load),
};
