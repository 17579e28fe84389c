/** What a link does to the bytes between clients and broker: plain and serialisable. Of each connection and each direction. */
export interface LinkSettings {
  /** One way. */
  readonly delayNs: number;
  /** The delay is spread evenly over delay ± jitter; the order of the bytes stays. */
  readonly jitterNs: number;
  /** null: no limit. */
  readonly bytesPerSecond: number | null;
  /** What the link holds at most before it stops reading from the sender, as a full network would. */
  readonly bufferBytes: number;
}

/** A link that only relays: for loads that cut, drop or hold packets. */
export const plainLink: LinkSettings = {
  delayNs: 0,
  jitterNs: 0,
  bytesPerSecond: null,
  bufferBytes: 1_048_576,
};

/** up: client → broker; down: broker → client. */
export type Direction = "up" | "down";

/** reset: both ends see their connection reset (RST). silent: both stay open, and nothing passes any more. */
export type CutManner = "reset" | "silent";
