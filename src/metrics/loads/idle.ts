/** What the idle load measures: nothing of its own. */

export const idle = { shares: ["watched", "probed"], own: {} } as const;
