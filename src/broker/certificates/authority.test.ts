import { X509Certificate, createPrivateKey, createPublicKey } from "node:crypto";
import { expect, test } from "vitest";
import { Authority } from "./authority.ts";

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
