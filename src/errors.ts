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

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
