/** A fault that replaces, delays or breaks a provider's response. Durations are in milliseconds. */
export interface Fault {
  /** Waits this long before handling the request. Without other fields, the response is correct. */
  readonly latencyMs?: number;
  /** Serves this many requests per second, and responds to the others with status 429. */
  readonly perSecond?: number;
  /** Responds with this status and `body` (default: the provider's usual body for that status). */
  readonly status?: number;
  /** Sent unchanged if it is a string, otherwise as JSON. */
  readonly body?: unknown;
  /** Replaces `body`, for bytes that are not text. */
  readonly bodyBase64?: string;
  readonly contentType?: string;
  /** A list of values sends the header several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** AWS only: responds with this exception. */
  readonly errorType?: string;
  /** Resets the connection. */
  readonly reset?: boolean;
  /** Resets the connection if it has served a request before, as a firewall does with a connection that was idle for too long. */
  readonly resetIfReused?: boolean;
  /** Sends half of the response, then breaks the connection. */
  readonly truncate?: boolean;
  /** Never responds. */
  readonly hang?: boolean;
  /** Sends the response one byte at a time, with this pause between bytes. */
  readonly dripMs?: number;
  /** Sends the response, then endless white space. */
  readonly endless?: boolean;
  /**
   * Changes items of the response: a JSON Merge Patch (RFC 7396) for each application name or window id. A null removes a member.
   */
  readonly merge?: Readonly<Record<string, unknown>>;
  /** Applies the operation although the response is lost or replaced. */
  readonly carriedOut?: boolean;
  /** Like `carriedOut`, but applies the operation this long after the response was lost or replaced. */
  readonly carriedOutAfterMs?: number;
  /** Waits this long between applying the operation and responding. */
  readonly answerLatencyMs?: number;
}

/** The fields that a fault can have. */
export const faultMembers = {
  latencyMs: true,
  perSecond: true,
  status: true,
  body: true,
  bodyBase64: true,
  contentType: true,
  headers: true,
  errorType: true,
  reset: true,
  resetIfReused: true,
  truncate: true,
  hang: true,
  dripMs: true,
  endless: true,
  merge: true,
  carriedOut: true,
  carriedOutAfterMs: true,
  answerLatencyMs: true,
} as const satisfies Record<keyof Fault, true>;

export interface FaultRule {
  /** Name of an operation, or `*` for all. */
  readonly operation: string;
  /** Name of an application or id of a window: only requests about it get the fault. */
  readonly resource?: string;
  readonly fault: Fault;
  /** Number of requests that get the fault; unlimited if omitted. */
  readonly times?: number;
}

interface RuleInForce {
  readonly rule: FaultRule;
  left: number;
  /** Times of the last requests that were served. */
  passedAt: number[];
}

/** Holds the active faults. The first rule that matches a request applies. */
export function createFaults() {
  let rules: RuleInForce[] = [];
  return {
    add(more: readonly FaultRule[]): void {
      rules.push(
        ...more.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY, passedAt: [] })),
      );
    },
    clear(): void {
      rules = [];
    },
    take(operation: string | null, resource: string | null): Fault | null {
      const found = rules.find(
        ({ rule, left }) =>
          left > 0 &&
          (rule.operation === "*" || rule.operation === operation) &&
          (rule.resource === undefined || rule.resource === resource),
      );
      if (found === undefined) return null;
      found.left -= 1;
      return isTooMany(found) ? { ...found.rule.fault, status: 429 } : found.rule.fault;
    },
  };
}

/** Whether the last second had too many requests. Uses real time, because an emulator's clock may stand still. */
function isTooMany(inForce: RuleInForce): boolean {
  const { perSecond } = inForce.rule.fault;
  if (perSecond === undefined) return false;
  const now = performance.now();
  inForce.passedAt = inForce.passedAt.filter((passedAt) => now - passedAt < 1000);
  if (inForce.passedAt.length >= perSecond) return true;
  inForce.passedAt.push(now);
  return false;
}
