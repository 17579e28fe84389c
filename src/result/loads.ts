/** What a result keeps of each kind of load: a row a kind. */
import { z } from "zod";
import { churn } from "./loads/churn.ts";
import { commands } from "./loads/commands.ts";
import { handshake } from "./loads/handshake.ts";
import { hold } from "./loads/hold.ts";
import { idle } from "./loads/idle.ts";
import { retained } from "./loads/retained.ts";
import { steady } from "./loads/steady.ts";
import { will } from "./loads/will.ts";

export const loadSection = z.discriminatedUnion("kind", [
  steady,
  idle,
  commands,
  churn,
  hold,
  will,
  retained,
  handshake,
]);
