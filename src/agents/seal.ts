/** What a token opens: the name by which agents and runs that share it meet, and the seal of every message between them. */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { deserialize, serialize } from "node:v8";

const algorithm = "aes-256-gcm";
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

export class Seal {
  /** Tells nothing of the token. */
  readonly pool: string;
  readonly #key: Buffer;

  constructor(token: string) {
    const derived = scryptSync(token, "mqbench agents", keyBytes + 8);
    this.#key = derived.subarray(0, keyBytes);
    this.pool = derived.subarray(keyBytes).toString("hex");
  }

  /** Typed arrays and bigints arrive as they are. `context`: where it belongs; it opens nowhere else. */
  close(message: unknown, context: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#key, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(serialize(message)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws where it was sealed with another token, for another context, or was altered. */
  // Of whoever has the token and the same version, as what comes from a child process is.
  open(sealed: Uint8Array, context: string): ReturnType<typeof deserialize> {
    const decipher = createDecipheriv(algorithm, this.#key, sealed.subarray(0, nonceBytes))
      .setAAD(Buffer.from(context))
      .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    return deserialize(Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]));
  }
}
