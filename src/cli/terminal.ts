import { printable } from "./printable.js";
import type { Terminal } from "./surroundings.js";

const clearLine = "\r\u001b[K";

interface Streams {
  readonly stdout: { readonly write: (text: string) => unknown };
  readonly stderr: { readonly write: (text: string) => unknown; readonly isTTY?: boolean };
}

export function createTerminal({ stdout, stderr }: Streams): Terminal {
  let hasProgress = false;

  function clearProgress(): void {
    if (hasProgress) stderr.write(clearLine);
    hasProgress = false;
  }

  return {
    print(text) {
      clearProgress();
      stdout.write(text);
    },
    report(line) {
      clearProgress();
      stderr.write(`${printable(line)}\n`);
    },
    showProgress(line) {
      if (stderr.isTTY !== true) return;
      stderr.write(`${clearLine}${printable(line)}`);
      hasProgress = true;
    },
  };
}
