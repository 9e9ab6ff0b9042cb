import { constants, fstatSync, openSync } from "node:fs";

const outputs = { "/dev/stdout": 1, "/dev/stderr": 2 } as const;

/**
 * Returns a descriptor of the output that does not block if its reader is stopped or its terminal is paused. Other processes
 * can share the output, and a flag of its own descriptor would change with theirs, so this opens it again. Files keep their
 * descriptor: they do not block, and a new one would start at the beginning.
 */
export function openNonBlocking(path: keyof typeof outputs): number {
  const own = outputs[path];
  if (fstatSync(own).isFile()) return own;
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    // A socket, or a pipe whose reader is gone. Node.js does not block on them once `process.stdout` or `process.stderr` exists.
    return own;
  }
}
