/** Certificates that mqbench mints: an authority of a run, and what it signs. All are kept in memory, or in a broker's folder, which is removed with it. */
import "reflect-metadata";
import { createPrivateKey, randomBytes, webcrypto } from "node:crypto";
import type { KeyObject } from "node:crypto";
import * as x509 from "@peculiar/x509";
import type { DeviceModel } from "./device-certificate.ts";
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

  /** One that somebody else made. Throws where the key cannot sign. */
  static async of(pem: PemPair): Promise<Authority> {
    const key = createPrivateKey(pem.key);
    const data = key.export({ type: "pkcs8", format: "der" });
    const imported = await webcrypto.subtle.importKey("pkcs8", data, signingBy(key), true, ["sign"]);
    return new Authority(new x509.X509Certificate(pem.cert), imported, pem);
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

  /** What certificates of devices are made after. */
  async modelDevice(): Promise<DeviceModel> {
    const { cert } = await this.#sign("device", x509.ExtendedKeyUsage.clientAuth, []);
    return { certificate: new Uint8Array(x509.PemConverter.decodeFirst(cert)), key: this.pem.key };
  }

  async #sign(name: string, use: x509.ExtendedKeyUsage, extensions: readonly x509.Extension[]): Promise<PemPair> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      ...shared(),
      signingAlgorithm: this.#key.algorithm.name === algorithm.name ? algorithm : this.#key.algorithm,
      subject: [{ CN: [name] }],
      // As its own certificate has it, to the byte.
      issuer: this.#certificate.subjectName,
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

function signingBy({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) {
  const curve = asymmetricKeyDetails?.namedCurve ?? "";
  if (asymmetricKeyType === "rsa") return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  if (asymmetricKeyType === "ec" && curve === "prime256v1") return algorithm;
  throw new Error(`a key of RSA or of the curve P-256 signs, got ${asymmetricKeyType} ${curve}`.trim());
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
