/** The environment of the processes that mqbench starts: what they need of its own, and no secret that only mqbench needs. */

/** Where certificates, time zones and Node's own settings come from. */
const passedOn = ["NODE_OPTIONS", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "TMPDIR", "TZ"] as const;

/** The environment of a program of others, and of mqbench's own that connect to nobody by name: none of the user's settings changes what is measured. */
export function plainEnvironment(): Readonly<Record<string, string>> {
  return { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8" };
}

/** The environment of a sending process, which is to send as mqbench itself would. User name and password come to it with its part of the fleet. */
export function workerEnvironment(): Readonly<Record<string, string>> {
  const settings = passedOn.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...plainEnvironment(), ...Object.fromEntries(settings) };
}
