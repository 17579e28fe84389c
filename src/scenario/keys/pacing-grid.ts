/** How precisely messages leave: the grid that their intended times lie on, and when the sending thread is woken for them. */

export const pacings = ["economical", "precise"] as const;
export type Pacing = (typeof pacings)[number];

/** Intended times are whole steps of this grid from the start of the load: what is due within a step is due at its beginning, and leaves in one turn. */
export const gridNsOf: Readonly<Record<Pacing, number>> = { economical: 1e6, precise: 200e3 };
