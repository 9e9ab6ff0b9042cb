/** A source has no credentials that could be sent, so that nothing was. The message is for operators, and holds no credentials. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}

/** What callers are told of it. */
export const withoutCredentials = {
  reason: "UNAUTHENTICATED",
  lostAnswer: null,
  happened: "the gateway has no credentials for it that could be sent",
} as const;
