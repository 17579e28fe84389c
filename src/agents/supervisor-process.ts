/** The entry of an agent's supervising process: one run, of which it hosts a part. */
import "../engine/keep-memory.ts";
import { messageOf } from "../errors.ts";
import { Supervisor } from "./supervisor.ts";
import type { FromSupervisor, SupervisorOrder, ToSupervisor } from "./supervisor-messages.ts";
import { onParentGone } from "../machine/on-parent-gone.ts";

let supervisor: Supervisor | undefined;

function leave(why: string): void {
  // Once it is told; the parent may be gone.
  const end = (): void => process.exit(0);
  if (process.send === undefined || !process.connected) return end();
  process.send({ why, hasHeard: supervisor?.hasHeard ?? false } satisfies FromSupervisor, end);
}

async function serve(order: SupervisorOrder): Promise<void> {
  try {
    supervisor = await Supervisor.begin(order);
    leave(await supervisor.left);
  } catch (error) {
    leave(messageOf(error));
  }
}

process.on("message", (message: ToSupervisor) => {
  if (message.kind === "serve") void serve(message.order);
  else void supervisor?.leave(message.why);
});
// A Ctrl-C in a terminal, or `scancel`, reaches the whole process group: the main process decides when it ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("SIGHUP", () => undefined);
onParentGone(() => {
  if (supervisor === undefined) process.exit(0);
  void supervisor.leave("its main process ended");
});
