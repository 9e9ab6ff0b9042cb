import { Webhook } from "standardwebhooks";

/** What the signature of a webhook covers. */
export interface SignedRequest {
  readonly id: string;
  readonly sentAt: Date;
  readonly body: string;
}

/** Returns the headers of a webhook. Each secret adds a signature; one that the receiver knows is enough. */
export function signedHeaders(
  { id, sentAt, body }: SignedRequest,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, sentAt, body)).join(" "),
  };
}
