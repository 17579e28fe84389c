/** Where a program is: in PATH, or where Debian puts servers, which users' PATH often leaves out. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

const serverFolders = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...serverFolders].filter((each) => each !== "");
  return findExecutable(folders.map((folder) => join(folder, name)));
}

/** The first of some paths that can be run. */
export function findExecutable(paths: readonly string[]): string | undefined {
  return paths.find((path) => isFile(path) && isExecutable(path));
}

/** false, too, where one may not look: a PATH may name folders of others. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
