import { execFileSync } from "node:child_process";
import { X509Certificate, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { findProgram } from "../../machine/find-program.ts";
import { Authority } from "./authority.ts";
import { signDevice } from "./device-certificate.ts";

test("what an authority signs is a server's on loopback, by it and by no other, with the key beside it", async () => {
  const [authority, other] = [await Authority.make(), await Authority.make()];
  const [ca, stranger] = [authority, other].map(({ pem }) => new X509Certificate(pem.cert));
  const { cert, key } = await authority.signServer();
  const server = new X509Certificate(cert);
  if (ca === undefined || stranger === undefined) throw new Error("no authority");
  expect([server.checkIssued(ca), server.verify(ca.publicKey), server.verify(stranger.publicKey)]).toEqual([
    true,
    true,
    false,
  ]);
  expect([ca.ca, server.ca]).toEqual([true, false]);
  expect([server.checkIP("127.0.0.1"), server.checkHost("localhost"), server.checkHost("elsewhere.example")]).toEqual([
    "127.0.0.1",
    "localhost",
    undefined,
  ]);
  const told = { type: "spki", format: "der" } as const;
  expect(createPublicKey(createPrivateKey(key)).export(told)).toEqual(server.publicKey.export(told));
  expect(server.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
});

/** An authority's certificate and key as openssl writes them. */
function selfSigned(openssl: string, ...algorithm: readonly string[]) {
  const words = ["req", "-x509", "-nodes", "-days", "2", "-subj", "/C=DE/O=Fleet/CN=fleet ca", "-newkey", ...algorithm];
  const text = execFileSync(openssl, [...words, "-keyout", "-", "-out", "-"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [key = "", cert = ""] = text.split(/(?=-----BEGIN CERTIFICATE)/u);
  return { cert, key };
}

test.for([["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], ["rsa:2048"]])(
  "devices of an authority that somebody else made with %s have names, keys and serial numbers of their own",
  async (newkey, context) => {
    const openssl = findProgram("openssl");
    if (openssl === undefined) return context.skip("openssl is not installed");
    const pem = selfSigned(openssl, ...newkey);
    const model = await (await Authority.of(pem)).modelDevice();
    // A length of each form: below 128, and above.
    const names = ["th-1", "x".repeat(64), "größe-7"];
    const devices = names.map((name) => signDevice(model, name));
    const ca = new X509Certificate(pem.cert);
    const read = devices.map(({ cert }) => new X509Certificate(cert));
    expect(read.map(({ subject }) => subject)).toEqual(names.map((name) => `CN=${name}`));
    expect(read.map((each) => [each.checkIssued(ca), each.verify(ca.publicKey), each.ca])).toEqual(
      names.map(() => [true, true, false]),
    );
    expect(read.map((each, at) => each.checkPrivateKey(createPrivateKey(devices[at]?.key ?? "")))).toEqual(
      names.map(() => true),
    );
    expect(new Set(read.map(({ serialNumber }) => serialNumber)).size).toBe(names.length);
    expect(read[0]?.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
  },
);

test("an authority whose key cannot sign here says which can", async () => {
  const { privateKey } = generateKeyPairSync("ed25519", {
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  await expect(Authority.of({ cert: "", key: privateKey })).rejects.toThrow(
    "a key of RSA or of the curve P-256 signs, got ed25519",
  );
});
