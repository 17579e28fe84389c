/** Whom a broker that mqbench starts lets in, and what each may do. */

export interface Access {
  /** What it knows its clients by: the name in a certificate that the run's authority signed, or user name and password. */
  readonly by: "certificate" | "password";
  /** Lines of its access list, in the broker's own words; empty: each may do everything. */
  readonly acl: readonly string[];
}
