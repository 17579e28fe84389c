/** The base units of figures in a result. */
import { z } from "zod";

export const unit = z.enum(["ns", "bytes", "count", "perSecond", "ratio"]);
