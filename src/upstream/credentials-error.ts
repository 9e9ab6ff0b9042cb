/** Thrown if a source has no usable credentials, so nothing was sent. The message is for operators and contains no credentials. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}

/** The details that callers get for this error. */
export const withoutCredentials = {
  reason: "UNAUTHENTICATED",
  lostAnswer: null,
  happened: "was not called, because the gateway has no usable credentials for it",
} as const;

/** Thrown if a caller's deadline passes while the source's credentials are being resolved. Nothing was sent. */
export class CredentialsPendingError extends Error {
  override readonly name = "CredentialsPendingError";
}

export const withPendingCredentials = {
  reason: "TIMEOUT",
  lostAnswer: null,
  happened: "was not called, because the gateway is still waiting for credentials",
  advice: "Try again in a few seconds: the gateway continues to wait, and keeps the result.",
} as const;
