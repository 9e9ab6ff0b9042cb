import type { Deadline } from "../upstream/deadlines.js";

/** The part of a request's context that a read needs. */
export interface ReadContext {
  /** Deadline of the request; ends early if the client disconnects. */
  readonly readDeadline: Deadline;
  /** Whether the client shortened the deadline. A timeout then says nothing about the source. */
  readonly hasShortDeadline: boolean;
}
