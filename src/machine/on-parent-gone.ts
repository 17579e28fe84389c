/** The end of a child process with its parent. */

/** Calls `end` when the parent closes the channel, or is gone: also where that was before the child's own files were loaded, which no event tells. */
export function onParentGone(end: () => void): void {
  process.on("disconnect", end);
  if (!process.connected) end();
}
