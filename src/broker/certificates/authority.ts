/** Certificates that mqbench mints: an authority of a run, and what it signs. All are kept in memory, or in a broker's folder, which is removed with it. */
import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import type { PemPair } from "./pem-pair.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const dayMs = 24 * 3600 * 1000;
/** Longer than any run; and begun before it, for clocks that go apart. */
const validMs = 30 * dayMs;

x509.cryptoProvider.set(webcrypto);

/** Signs certificates. */
export class Authority {
  readonly #certificate: x509.X509Certificate;
  readonly #key: webcrypto.CryptoKey;
  readonly pem: PemPair;

  /** One that nobody has seen before. */
  static async make(): Promise<Authority> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      ...shared(),
      name: "CN=mqbench, for one run",
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    });
    return new Authority(certificate, keys.privateKey, await pemOf(certificate, keys.privateKey));
  }

  private constructor(certificate: x509.X509Certificate, key: webcrypto.CryptoKey, pem: PemPair) {
    this.#certificate = certificate;
    this.#key = key;
    this.pem = pem;
  }

  /** Of a broker on loopback. */
  async signServer(): Promise<PemPair> {
    const names: x509.JsonGeneralNames = [
      { type: "ip", value: "127.0.0.1" },
      { type: "dns", value: "localhost" },
    ];
    return await this.#sign("localhost", x509.ExtendedKeyUsage.serverAuth, [
      new x509.SubjectAlternativeNameExtension(names),
    ]);
  }

  async #sign(name: string, use: x509.ExtendedKeyUsage, extensions: readonly x509.Extension[]): Promise<PemPair> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      ...shared(),
      subject: [{ CN: [name] }],
      issuer: this.#certificate.subject,
      publicKey: keys.publicKey,
      signingKey: this.#key,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([use]),
        ...extensions,
      ],
    });
    return await pemOf(certificate, keys.privateKey);
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

function shared() {
  const nowMs = Date.now();
  return {
    // Positive, as RFC 5280, section 4.1.2.2, has it.
    serialNumber: `01${randomBytes(15).toString("hex")}`,
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + validMs),
    signingAlgorithm: algorithm,
  };
}

async function pemOf(certificate: x509.X509Certificate, key: webcrypto.CryptoKey): Promise<PemPair> {
  const exported = await webcrypto.subtle.exportKey("pkcs8", key);
  return { cert: certificate.toString("pem"), key: x509.PemConverter.encode(exported, "PRIVATE KEY") };
}
