import { expect, test } from "vitest";
import { MqbenchError, systemRefusal } from "./errors.ts";

function refused(code: string): Error {
  return Object.assign(new Error(`${code}: words of the system`), { code });
}

test.each([
  ["EMFILE", /^this machine gives no more file descriptors for this process: EMFILE: words of the system$/u],
  ["ENFILE", /^this machine gives no more file descriptors: /u],
  ["EAGAIN", /no more processes or threads: /u],
  ["ERR_WORKER_INIT_FAILED", /no more threads: /u],
  ["ENOMEM", /no more memory: /u],
  ["ERR_WORKER_OUT_OF_MEMORY", /no more memory for a sending thread: /u],
  ["ENOSPC", /no more room on the disk: /u],
  ["EACCES", /^the system does not let mqbench do what it must: EACCES: /u],
])("what a system refuses is no bug: %s", (code, words) => {
  const error = systemRefusal(refused(code));
  expect(error).toBeInstanceOf(MqbenchError);
  expect(error?.message).toMatch(words);
  expect([error?.code, error?.hint === undefined]).toEqual(["invalid", false]);
});

test.each([refused("ERR_INVALID_ARG_TYPE"), new Error("a mistake"), "a text", undefined])(
  "anything else is: %s",
  (error) => {
    expect(systemRefusal(error)).toBeUndefined();
  },
);
