/** mqtt-packet's writer, without its table of 65,536 packet identifiers: 12 MB of each thread, for the few packets that a client writes by it. */
import { generate, writeToStream } from "mqtt-packet";

writeToStream.cacheNumbers = false;

/** For a client that writes all its packets by mqtt-packet, whose way this is. */
export function keepIdentifierTable(): void {
  writeToStream.cacheNumbers = true;
}

export { generate };
