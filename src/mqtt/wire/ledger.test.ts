import { describe, expect, it } from "vitest";
import { down, Ledger, outside, readLedger, up } from "./ledger.ts";
import { packetType } from "./packet-types.ts";

describe("the ledger", () => {
  it("is empty until something is counted", () => {
    expect(readLedger(new Ledger(1), outside, up)).toEqual({});
  });

  it("adds up packets and bytes by packet name", () => {
    const ledger = new Ledger(1);
    ledger.count(outside, up, packetType.PUBLISH, 26);
    ledger.count(outside, up, packetType.PUBLISH, 30);
    ledger.count(outside, up, packetType.PUBREL, 4);
    expect(readLedger(ledger, outside, up)).toEqual({
      PUBLISH: { packets: 2, bytes: 56 },
      PUBREL: { packets: 1, bytes: 4 },
    });
  });

  it("keeps the two directions apart", () => {
    const ledger = new Ledger(1);
    ledger.count(outside, up, packetType.PUBLISH, 26);
    ledger.count(outside, down, packetType.PUBLISH, 40);
    expect([readLedger(ledger, outside, up), readLedger(ledger, outside, down)]).toEqual([
      { PUBLISH: { packets: 1, bytes: 26 } },
      { PUBLISH: { packets: 1, bytes: 40 } },
    ]);
  });

  it("keeps the accounts apart", () => {
    const ledger = new Ledger(3);
    ledger.count(2, down, packetType.AUTH, 5);
    expect([0, 1, 2].map((account) => readLedger(ledger, account, down))).toEqual([
      {},
      {},
      { AUTH: { packets: 1, bytes: 5 } },
    ]);
  });

  it("has a place of its own for every type, direction and account", () => {
    const ledger = new Ledger(2);
    const rows = [0, 1].flatMap((account) =>
      ([up, down] as const).flatMap((direction) =>
        Object.entries(packetType).map(([name, type]) => ({ account, direction, name, type })),
      ),
    );
    rows.forEach(({ account, direction, type }, index) => ledger.count(account, direction, type, index + 1));
    const read = rows.map(({ account, direction, name }) => readLedger(ledger, account, direction)[name]);
    expect(read).toEqual(rows.map((_, index) => ({ packets: 1, bytes: index + 1 })));
  });

  it("is read the same from plain arrays, as they come from another thread", () => {
    const ledger = new Ledger(1);
    ledger.count(outside, up, packetType.PINGREQ, 2);
    const arrays = { packets: [...ledger.packets], bytes: [...ledger.bytes] };
    expect(readLedger(arrays, outside, up)).toEqual({ PINGREQ: { packets: 1, bytes: 2 } });
  });
});
