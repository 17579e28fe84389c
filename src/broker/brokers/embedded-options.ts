/** What the embedded broker is told: its own defaults, and what keeps nothing back. */

export const embeddedOptions = {
  /** The defaults of aedes 1.2 throttle a QoS benchmark, or end it. */
  tuned: {
    concurrency: 0,
    queueLimit: 1_000_000,
    maxInflightInbound: 65_535,
    maxClientsIdLength: 256,
    drainTimeout: 0,
  },
  default: {
    concurrency: 100,
    queueLimit: 42,
    maxInflightInbound: 1000,
    maxClientsIdLength: 23,
    drainTimeout: 60_000,
  },
} as const;
