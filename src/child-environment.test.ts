import { afterEach, expect, test, vi } from "vitest";
import { plainEnvironment, workerEnvironment } from "./child-environment.ts";

afterEach(() => void vi.unstubAllEnvs());

test("no child is told the user's secrets", () => {
  vi.stubEnv("MQBENCH_PASSWORD", "secret");
  vi.stubEnv("FLEET_TOKEN", "secret");
  vi.stubEnv("NODE_EXTRA_CA_CERTS", "/etc/ssl/own.pem");
  expect(Object.keys(plainEnvironment())).toEqual(["PATH", "LANG"]);
  expect(workerEnvironment()).toMatchObject({ ...plainEnvironment(), NODE_EXTRA_CA_CERTS: "/etc/ssl/own.pem" });
  expect(Object.values(workerEnvironment())).not.toContain("secret");
});
