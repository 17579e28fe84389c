/** Starts a program whose monotonic clock is ahead: in a time namespace, which needs root. */
import { findProgram } from "../src/machine/find-program.ts";

/** `unshare --monotonic` takes whole seconds only. A process enters the namespace with its next program, or its next child. */
const script = `
my ($offset, @command) = @ARGV;
my $machine = (split " ", qx(uname -m))[0];
my $unshare = { x86_64 => 272, aarch64 => 97 }->{$machine} or die "unknown machine $machine";
my $newTime = 0x80;
syscall($unshare, $newTime) == 0 or die "no time namespace: $!";
open(my $offsets, ">", "/proc/self/timens_offsets") or die "no offsets: $!";
print $offsets "monotonic $offset\\n";
close($offsets) or die "offsets refused: $!";
exec(@command);
`;

/** The words before a command; null: there is no perl. */
export function aheadBy(ns: number): readonly string[] | null {
  const perl = findProgram("perl");
  return perl === undefined ? null : [perl, "-e", script, `${Math.floor(ns / 1e9)} ${ns % 1e9}`];
}
