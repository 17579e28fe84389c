/** What the steady load measures: all that loads share, and nothing of its own. */

export const steady = { shares: ["scheduled", "watched", "probed"], own: {} } as const;
