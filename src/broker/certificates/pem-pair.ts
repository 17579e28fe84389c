/** A certificate and its key. */

/** PEM texts. */
export interface PemPair {
  readonly cert: string;
  readonly key: string;
}
