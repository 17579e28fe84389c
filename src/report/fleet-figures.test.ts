import { expect, test } from "vitest";
import { fakeFleetResult } from "../result/testing/fake-fleet-result.ts";
import { fakeResult } from "../result/testing/fake-result.ts";
import { fleetFigures } from "./fleet-figures.ts";
import { renderCsv } from "./formats/csv.ts";
import { renderOpenMetrics } from "./formats/openmetrics.ts";

test("money, bytes and battery of a fleet stand in CSV, an amount in its currency", () => {
  const rows = renderCsv([fakeFleetResult()])
    .split("\r\n")
    .filter((row) => row.includes(",fleet"))
    .map((row) => row.split(",").slice(5, 12).join(","));
  expect(rows).toMatchInlineSnapshot(`
    [
      "qos=0,,true,,fleetBill,USD,936",
      "qos=0,,true,,fleetBillPart.up,USD,864",
      "qos=0,,true,,fleetBillPart.down,USD,72",
      "qos=0,,true,,fleetBillPart.connection,USD,0",
      "qos=0,,true,,fleetDataPlan,,363280",
      "qos=0,,true,,fleetDeviceData,bytes,9081360",
      "qos=0,,true,,fleetRadioTime,ns,156960000000000",
      "qos=0,,true,,fleetBatteryMonths,count,0.8715596330275229",
      "qos=2,,true,,fleetDataPlan,,451640",
      "qos=2,,true,,fleetDeviceData,bytes,11290320",
      "qos=2,,true,,fleetRadioTime,ns,266688000000000",
      "qos=2,,true,,fleetBatteryMonths,count,0.5129589632829373",
    ]
  `);
});

test("and in OpenMetrics, in families of their own", () => {
  const lines = renderOpenMetrics([fakeFleetResult()])
    .split("\n")
    .filter((line) => line.includes("mqbench_fleet_"));
  expect(lines).toMatchInlineSnapshot(`
    [
      "# TYPE mqbench_fleet_bill gauge",
      "# HELP mqbench_fleet_bill bill of the service, all devices, a month of 30 days",
      "mqbench_fleet_bill{run="f4k3",scenario="fake",case="qos=0",currency="USD"} 936",
      "# TYPE mqbench_fleet_bill_part gauge",
      "# HELP mqbench_fleet_bill_part what a part of the bill is for: up, down or connection",
      "mqbench_fleet_bill_part{run="f4k3",scenario="fake",case="qos=0",currency="USD",purpose="up"} 864",
      "mqbench_fleet_bill_part{run="f4k3",scenario="fake",case="qos=0",currency="USD",purpose="down"} 72",
      "mqbench_fleet_bill_part{run="f4k3",scenario="fake",case="qos=0",currency="USD",purpose="connection"} 0",
      "# TYPE mqbench_fleet_data_plan gauge",
      "# HELP mqbench_fleet_data_plan data plan, all devices, a month of 30 days",
      "mqbench_fleet_data_plan{run="f4k3",scenario="fake",case="qos=0",currency=""} 363280",
      "mqbench_fleet_data_plan{run="f4k3",scenario="fake",case="qos=2",currency=""} 451640",
      "# TYPE mqbench_fleet_device_data_bytes gauge",
      "# UNIT mqbench_fleet_device_data_bytes bytes",
      "# HELP mqbench_fleet_device_data_bytes bytes of one device in a month of 30 days, headers, TLS, keepalive and reconnects included",
      "mqbench_fleet_device_data_bytes{run="f4k3",scenario="fake",case="qos=0"} 9081360",
      "mqbench_fleet_device_data_bytes{run="f4k3",scenario="fake",case="qos=2"} 11290320",
      "# TYPE mqbench_fleet_radio_time_seconds gauge",
      "# UNIT mqbench_fleet_radio_time_seconds seconds",
      "# HELP mqbench_fleet_radio_time_seconds time that one device's radio is on in a month of 30 days, by the stated model",
      "mqbench_fleet_radio_time_seconds{run="f4k3",scenario="fake",case="qos=0"} 156960",
      "mqbench_fleet_radio_time_seconds{run="f4k3",scenario="fake",case="qos=2"} 266688",
      "# TYPE mqbench_fleet_battery_months gauge",
      "# HELP mqbench_fleet_battery_months months that the battery lasts, by the stated model",
      "mqbench_fleet_battery_months{run="f4k3",scenario="fake",case="qos=0"} 0.8715596330275229",
      "mqbench_fleet_battery_months{run="f4k3",scenario="fake",case="qos=2"} 0.5129589632829373",
    ]
  `);
});

test("they are the report's own: the parts of a bill add up to it", () => {
  const sum = (of: string): number =>
    fleetFigures(fakeFleetResult())
      .filter(({ name }) => name === of)
      .reduce((all, { value }) => all + value, 0);
  expect(sum("fleetBillPart")).toBeCloseTo(sum("fleetBill"), 9);
  expect(sum("fleetBill")).toBe(936);
});

test("a run without a fleet has none", () => {
  expect(fleetFigures(fakeResult())).toEqual([]);
});
