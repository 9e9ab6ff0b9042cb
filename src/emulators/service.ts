/** The part of a request that an emulated provider sees. */
export interface EmulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface EmulatedResponse {
  readonly status: number;
  /** A list of values sends the header several times. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/** One emulated provider, without its HTTP server. */
export interface Service {
  /** The provider's names for its operations. */
  readonly operations: readonly string[];
  /** The fields of the `seed` control route: counts, and strings that go with them. */
  readonly seedMembers: Readonly<Record<string, "count" | "text">>;
  /** Returns the operation of a request; null if it has none. */
  readonly operationOf: (request: EmulatedRequest) => string | null;
  /** Returns the name or id of the resource that a request is about; null if it has none. */
  readonly resourceOf: (request: EmulatedRequest) => string | null;
  readonly respond: (request: EmulatedRequest) => EmulatedResponse;
  /** Returns the provider's usual response for this status or error type, for a fault without a body. */
  readonly failWith: (fault: { readonly status?: number; readonly errorType?: string }) => EmulatedResponse;
  /** Restores the seed. */
  readonly reset: () => void;
  /** Adds resources. The fields are those of `seedMembers`, already validated. */
  readonly addMore: (request: Readonly<Record<string, unknown>>) => void;
}

/** Clock of an emulator, which a test can set. */
export type Clock = () => Date;
