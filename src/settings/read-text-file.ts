import { readFileSync } from "node:fs";

/** The content of a file that a setting names; null if it cannot be read. */
export function readTextFile(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
