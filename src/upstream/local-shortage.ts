import { closeSync, openSync } from "node:fs";
import { codesOf } from "./error-codes.js";

/** Error codes of resources that this process or machine has run out of, and what they mean to an operator. */
const shortages: Readonly<Record<string, string>> = {
  EMFILE: "the process has no free file descriptors. Raise its limit (ulimit -n)",
  ENFILE: "the machine has no free file descriptors",
  ENOMEM: "the machine has no free memory",
  ENOBUFS: "the machine has no free network buffers",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
};

/** Codes that appear before anything can be sent: no file or socket could be opened. */
const neverSent = new Set(["EMFILE", "ENFILE"]);

/** Names and codes of errors that hide a missing file descriptor: name lookups, credential providers, imports. */
const hiding =
  /^(?:EAI_|ENOTFOUND$|CredentialsError$|CredentialsProviderError$|ERR_INVALID_PACKAGE_CONFIG$|ERR_MODULE_NOT_FOUND$)/;

/** Thrown if this process or machine has run out of a resource, so that neither the caller nor the provider is at fault. */
export class LocalShortageError extends Error {
  override readonly name = "LocalShortageError";
  /** Whether nothing was sent. */
  readonly neverSent: boolean;

  constructor(
    /** The operating system's code, e.g. `EMFILE`. */
    readonly code: string,
    cause: unknown,
  ) {
    super(`${code}: ${shortages[code]}`, { cause });
    this.neverSent = neverSent.has(code);
  }
}

/** Returns the shortage that caused the error; null if there was none. */
export function localShortageOf(
  error: unknown,
  probe: () => string | null = descriptorShortage,
): LocalShortageError | null {
  if (error instanceof LocalShortageError) return error;
  const codes = [...codesOf(error)];
  const found =
    codes.find((code) => Object.hasOwn(shortages, code)) ??
    (codes.some((code) => hiding.test(code)) ? probe() : null);
  return found === null ? null : new LocalShortageError(found, error);
}

/** Opens a file that exists. Returns the error code if there is no free descriptor; null otherwise. */
function descriptorShortage(): string | null {
  try {
    closeSync(openSync(process.execPath, "r"));
    return null;
  } catch (error) {
    return [...codesOf(error)].find((code) => neverSent.has(code)) ?? null;
  }
}
