import { expect, test } from "vitest";
import { nothing, presignedPath } from "./presigned-path.ts";

/** The keys of Amazon's published examples. */
const keys = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  region: "us-east-1",
  service: "s3",
};
const request = {
  host: "examplebucket.s3.amazonaws.com",
  path: "/test.txt",
  atMs: Date.UTC(2013, 4, 24),
  lifetimeSeconds: 86_400,
  payloadHash: "UNSIGNED-PAYLOAD",
};

test("a signed query is that of Amazon's published example", () => {
  expect(presignedPath(request, keys)).toBe(
    [
      "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256",
      "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request",
      "X-Amz-Date=20130524T000000Z",
      "X-Amz-Expires=86400",
      "X-Amz-SignedHeaders=host",
      "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    ].join("&"),
  );
});

test("a WebSocket's request has no body, and its SHA-256 is that of nothing", () => {
  expect(nothing).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

test("the token of temporary keys stands behind the signature and does not change it", () => {
  const lasting = presignedPath(request, keys);
  expect(presignedPath(request, { ...keys, sessionToken: "a/b+c=" })).toBe(
    `${lasting}&X-Amz-Security-Token=a%2Fb%2Bc%3D`,
  );
});

test("a query of its own is signed with the rest, in the order of the names", () => {
  const signed = presignedPath({ ...request, path: "/mqtt?x=1%202&B=!" }, keys);
  expect(signed).toMatch(/^\/mqtt\?B=%21&X-Amz-Algorithm=.*&x=1%202&X-Amz-Signature=[0-9a-f]{64}$/u);
});

test("another second, host or key is another signature", () => {
  const all = [
    presignedPath(request, keys),
    presignedPath({ ...request, atMs: request.atMs + 1000 }, keys),
    presignedPath({ ...request, host: "other.amazonaws.com" }, keys),
    presignedPath(request, { ...keys, secretAccessKey: "x" }),
  ].map((path) => path.split("X-Amz-Signature=")[1]);
  expect(new Set(all).size).toBe(4);
});
