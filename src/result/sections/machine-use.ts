/** What other programs used of the machine in measure, as a result keeps it. */
import { z } from "zod";

export const machineUse = z
  .strictObject({
    cores: z.number(),
    otherCpu: z.number().describe("cores that other programs than mqbench and its broker used"),
    steal: z.number().describe("cores that the hypervisor kept for other machines"),
    isBrokerApart: z
      .boolean()
      .describe("false: a broker on this machine whose process is not known is among the others"),
  })
  .describe("in measure");
