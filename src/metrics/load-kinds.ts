/** Which kinds of load measure the metrics that several of them share. */

export type LoadKind = "steady" | "idle" | "hold" | "will" | "retained" | "handshake";

/** Whose sensors send by a schedule. */
export const scheduled: readonly LoadKind[] = ["steady"];
/** Whose connections and processes are watched from the first to the last; what is driven step by step is not. */
export const watched: readonly LoadKind[] = ["steady", "idle", "hold"];
/** Whose reading is probed. */
export const probed: readonly LoadKind[] = ["steady", "idle"];
export const everyLoad: readonly LoadKind[] = [...watched, "will", "retained", "handshake"];
