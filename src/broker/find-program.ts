/** Where a program is: in PATH, or where Debian puts servers, which users' PATH often leaves out. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const serverFolders = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...serverFolders].filter((each) => each !== "");
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
