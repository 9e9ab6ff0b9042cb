import type { Deadline } from "../upstream/deadlines.js";

/** What a read needs to know about its request. */
export interface ReadContext {
  readonly now: Date;
  /** When the request must be answered; ends early if its client goes away. */
  readonly readDeadline: Deadline;
  /** Whether the client waits for less than a request may take: then a timeout says nothing about the source. */
  readonly hasShortDeadline: boolean;
}
