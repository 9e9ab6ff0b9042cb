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
