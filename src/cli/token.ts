import { closeSync, openSync, readSync } from "node:fs";
import { maximumTokenBytes } from "./constants.js";
import { UsageError } from "./usage-error.js";

/**
 * Returns the token from the file or, without a file, from GATEWAY_TOKEN; null if there is none. No message contains the token.
 */
export function readToken(
  file: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const origin = file === null ? "GATEWAY_TOKEN" : `The token file ${file}`;
  const token = (file === null ? (environment.GATEWAY_TOKEN ?? "") : readFile(file)).trim();
  if (token === "") {
    // Pipelines set the variable to an empty text if they do not know the secret.
    if (file === null) return null;
    throw new UsageError(`${origin} is empty.`);
  }
  if (token.length > maximumTokenBytes)
    throw new UsageError(`${origin} has more than ${maximumTokenBytes} bytes, so it cannot be a token.`);
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new UsageError(
      `${origin} contains a space, a control character or a character outside of ASCII. It must contain only the token, without "Bearer".`,
    );
  return token;
}

/** Reads at most one byte more than a token can have. Also reads pipes. */
function readFile(file: string): string {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, "r");
    const buffer = Buffer.alloc(maximumTokenBytes + 1);
    let length = 0;
    for (;;) {
      const count = readSync(descriptor, buffer, length, buffer.length - length, null);
      length += count;
      if (count === 0 || length === buffer.length) return buffer.toString("utf8", 0, length);
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(`The token file ${file} cannot be read (${code}).`);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
