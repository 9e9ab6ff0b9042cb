/** What goes wrong in place of, or around, a provider's answer. */
export interface Fault {
  /** Waits first. Alone, the answer is the right one. */
  readonly latencyMs?: number;
  /** Answers so many requests a second, and the others with status 429. */
  readonly perSecond?: number;
  /** Answers with this status, and `body` (the provider's usual body of that status by default). */
  readonly status?: number;
  /** A text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** In place of `body`, for bytes that are no text. */
  readonly bodyBase64?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** AWS only: answers with this exception. */
  readonly errorType?: string;
  /** Breaks the connection. */
  readonly reset?: boolean;
  /** Sends half of the answer, then breaks the connection. */
  readonly truncate?: boolean;
  /** Never answers. */
  readonly hang?: boolean;
  /** Sends the answer a byte at a time, so long apart. */
  readonly dripMs?: number;
  /** Sends the answer, and then white space without an end. */
  readonly endless?: boolean;
  /** Carries the operation out although the answer is lost or replaced. */
  readonly carriedOut?: boolean;
  /** As `carriedOut`, but so long after the answer was lost or replaced. */
  readonly carriedOutAfterMs?: number;
  /** Waits so long between carrying the operation out and answering. */
  readonly answerLatencyMs?: number;
}

/** The members that a fault can have. */
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
  truncate: true,
  hang: true,
  dripMs: true,
  endless: true,
  carriedOut: true,
  carriedOutAfterMs: true,
  answerLatencyMs: true,
} as const satisfies Record<keyof Fault, true>;

export interface FaultRule {
  /** An operation's name, or `*`. */
  readonly operation: string;
  readonly fault: Fault;
  /** For how many requests; for ever where it is left out. */
  readonly times?: number;
}

interface RuleInForce {
  readonly rule: FaultRule;
  left: number;
  /** When the last requests came that were let through. */
  passedAt: number[];
}

/** The faults that are in force. The first rule that fits a request is the one that counts. */
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
    take(operation: string | null): Fault | null {
      const found = rules.find(
        ({ rule, left }) => left > 0 && (rule.operation === "*" || rule.operation === operation),
      );
      if (found === undefined) return null;
      found.left -= 1;
      return isTooMany(found) ? { ...found.rule.fault, status: 429 } : found.rule.fault;
    },
  };
}

/** Within any second, by a clock that goes on although an emulator's may stand still. */
function isTooMany(inForce: RuleInForce): boolean {
  const { perSecond } = inForce.rule.fault;
  if (perSecond === undefined) return false;
  const now = performance.now();
  inForce.passedAt = inForce.passedAt.filter((passedAt) => now - passedAt < 1000);
  if (inForce.passedAt.length >= perSecond) return true;
  inForce.passedAt.push(now);
  return false;
}
