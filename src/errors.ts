/** The error a user can mend, and the table of exit codes. */

export const exitCodes = {
  passed: 0,
  bug: 1,
  usage: 2,
  failed: 3,
  invalid: 4,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitName = keyof typeof exitCodes;

/** A mistake or a fault that the user can mend: printed as text, never with a stack. Anything else that is thrown is a bug. */
export class MqbenchError extends Error {
  override readonly name = "MqbenchError";
  /** Which exit code the process ends with. */
  readonly code: "usage" | "invalid";
  /** One or several, found together. */
  readonly problems: readonly string[];
  /** The next step, where there is one. */
  readonly hint: string | undefined;

  constructor(
    code: "usage" | "invalid",
    problems: string | readonly string[],
    options: { readonly hint?: string | undefined; readonly cause?: unknown } = {},
  ) {
    const list = typeof problems === "string" ? [problems] : problems;
    super(list.join("\n"), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.problems = list;
    this.hint = options.hint;
  }
}

interface Refusal {
  readonly words: string;
  readonly hint: string;
}

function noMore(what: string, hint: string): Refusal {
  return { words: `this machine gives no more ${what}`, hint };
}

const forbidden: Refusal = {
  words: "the system does not let mqbench do what it must",
  hint: "the path's owner and permissions, and whether its file system is read-only, say why",
};

/** What a system refuses, by its or Node's name of the failure. */
const refusals: Readonly<Record<string, Refusal>> = {
  EMFILE: noMore("file descriptors for this process", "raise the limit: `ulimit -n`"),
  ENFILE: noMore("file descriptors", "other programs hold them: `sysctl fs.file-nr fs.file-max`"),
  EAGAIN: noMore("processes or threads", "raise the limit: `ulimit -u`, or end other programs"),
  ERR_WORKER_INIT_FAILED: noMore("threads", "raise the limit: `ulimit -u`, or end other programs"),
  ENOMEM: noMore("memory", "`mqbench doctor` says what there is, `mqbench plan` what a scenario needs"),
  ERR_WORKER_OUT_OF_MEMORY: noMore(
    "memory for a sending thread",
    "`mqbench plan` says what a scenario needs; NODE_OPTIONS=--max-old-space-size allows more",
  ),
  ENOSPC: noMore("room on the disk", "make room, or choose another place: --out DIR, TMPDIR"),
  EDQUOT: noMore("room on the disk for this user", "make room, or choose another place: --out DIR, TMPDIR"),
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: forbidden,
};

/** In words what the system refuses, where that is why something was thrown; undefined: it is not. */
export function systemRefusal(error: unknown): MqbenchError | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const refusal = typeof code === "string" ? refusals[code] : undefined;
  if (refusal === undefined) return undefined;
  return new MqbenchError("invalid", `${refusal.words}: ${messageOf(error)}`, { hint: refusal.hint, cause: error });
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
