/** How many clients, topics or messages. */
import { z } from "zod";

export const count = z.int().min(1).max(1_000_000);
