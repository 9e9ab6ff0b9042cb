/** What an emulated provider gets to see of a request. */
export interface EmulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface EmulatedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** One emulated provider, without its HTTP server. */
export interface Service {
  /** The names of its operations, in the provider's words. */
  readonly operations: readonly string[];
  /** What the `seed` control route can be asked for: counts, and texts that go with them. */
  readonly seedMembers: Readonly<Record<string, "count" | "text">>;
  /** The operation that a request asks for; null for a request that is none. */
  readonly operationOf: (request: EmulatedRequest) => string | null;
  readonly respond: (request: EmulatedRequest) => EmulatedResponse;
  /** The provider's usual answer of this status or error type, for a fault that gives no body. */
  readonly failWith: (fault: { readonly status?: number; readonly errorType?: string }) => EmulatedResponse;
  /** Back to the seed. */
  readonly reset: () => void;
  /** Makes more of what the provider has. The members are those of `seedMembers`, checked. */
  readonly addMore: (request: Readonly<Record<string, unknown>>) => void;
}

/** Emulators have a clock of their own. */
export type Clock = () => Date;
