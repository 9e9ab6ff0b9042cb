import { createHash } from "node:crypto";
import type { Schedule } from "./schedules.js";

/** What every window has, whichever provider owns it. Providers extend it with their own facts. */
export interface ScheduledWindow {
  /** The name of its GraphQL type. */
  readonly kind: string;
  readonly id: string;
  /** A value of the GraphQL enum `Provider`. */
  readonly provider: string;
  readonly sourceId: string;
  readonly title: string;
  readonly schedule: Schedule;
  readonly revision: string;
  /** Texts that `search` looks in, besides the title. */
  readonly searchTexts: readonly string[];
}

/** A fingerprint of the fields that a mutation can set; equal in every process, for ever. */
export function revisionOf(...settableFields: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(settableFields)).digest("base64url").slice(0, 16);
}
