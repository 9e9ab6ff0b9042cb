import type { GraphQLError } from "graphql";
import type { ExecutionResult, RequestParams } from "graphql-sse";
import { createClient } from "graphql-sse";
import { fetchWhileAlive } from "./fetch-while-alive.ts";
import type { Sleep } from "./polling.ts";
import { wait } from "./polling.ts";

/** Longest wait before the second attempt in a row, and before all later ones, in milliseconds. It doubles in between. */
const [firstWaitMs, longestWaitMs] = [1_000, 30_000];

/** Codes of errors that end a stream, but not the place in it. After UNAUTHENTICATED, `headers` returns a new token. */
const temporary = ["UNAVAILABLE", "RESOURCE_EXHAUSTED", "UNAUTHENTICATED"];
const isTemporary = ({ extensions }: GraphQLError) => temporary.includes(String(extensions?.code));

/** A subscription, by its text or by its id. */
export interface StreamRequest {
  readonly query?: string | undefined;
  readonly documentId?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** A result without errors. */
export interface StreamResult {
  readonly data: Record<string, unknown>;
}

/** Receives each result. There is no end: a stream that cannot be opened is tried again. */
export interface StreamSink {
  readonly next: (result: StreamResult) => void;
}

export interface StreamOptions {
  readonly url: string;
  /** Returns the headers of each attempt, with a token that is valid then. */
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>;
  /** Receives what ended a stream: a failure of the network, or an error whose cause is the errors of the last result. */
  readonly onProblem?: (problem: unknown) => void;
  readonly fetch?: typeof fetch;
  /** Longest time without a byte of a stream, by default 10 seconds. Set more behind a router whose comments are rare. */
  readonly silenceMs?: number;
  readonly sleep?: Sleep;
  /** From 0 to 1. Spreads the attempts of many clients. */
  readonly random?: () => number;
}

export type Streams = ReturnType<typeof createStreams>;

/**
 * Streams the results of subscriptions, and opens each stream again when it breaks or ends. If an operation selects `position`, and
 * has the variable `after`, its stream continues after the last event.
 */
export function createStreams({
  url,
  headers = () => ({}),
  onProblem = console.warn,
  fetch = globalThis.fetch,
  silenceMs,
  sleep = wait,
  random = Math.random,
}: StreamOptions) {
  const client = createClient({
    url,
    headers: async () => ({
      "apollographql-client-name": "clients-example",
      "apollographql-client-version": "1.0.0",
      ...(await headers()),
    }),
    fetchFn: fetchWhileAlive(fetch, silenceMs),
    // It would repeat the same request. A new one continues after the last event.
    retryAttempts: 0,
  });
  /** The streams that have had no result since they were opened last. */
  const waiting = new Set<AbortSignal>();
  const listeners = new Set<() => void>();

  function setWaiting(stream: AbortSignal, isWaiting: boolean): void {
    const before = waiting.size === 0;
    if (isWaiting) waiting.add(stream);
    else waiting.delete(stream);
    if (before !== (waiting.size === 0)) for (const listener of listeners) listener();
  }

  /** Opens a stream once, and yields its results until it ends. */
  async function* open(
    request: StreamRequest,
    signal: AbortSignal,
  ): AsyncGenerator<Pick<ExecutionResult, "data" | "errors">> {
    const results = client.iterate(request as RequestParams);
    const leave = () => void results.return?.();
    signal.addEventListener("abort", leave);
    try {
      yield* results;
    } finally {
      signal.removeEventListener("abort", leave);
      leave();
    }
  }

  /** Opens a stream again and again. */
  async function follow(request: StreamRequest, sink: StreamSink, signal: AbortSignal): Promise<void> {
    let { variables } = request;
    let failures = 0;
    while (!signal.aborted) {
      try {
        for await (const { data, errors } of open({ ...request, variables }, signal)) {
          if (signal.aborted) return;
          if (errors || !data) {
            // An event whose result has an error would have it again: begin anew.
            if (!errors?.every(isTemporary)) variables = request.variables;
            throw new Error(errors?.[0]?.message ?? "The result has no data.", { cause: errors });
          }
          failures = 0;
          setWaiting(signal, false);
          variables = { ...variables, ...positionIn(data) };
          sink.next({ data });
        }
      } catch (problem) {
        if (!signal.aborted) onProblem(problem);
      }
      if (signal.aborted) return;
      setWaiting(signal, true);
      await sleep(random() * Math.min(firstWaitMs * 2 ** failures, longestWaitMs), signal);
      failures += 1;
    }
  }

  return {
    /** Subscribes until the returned function is called. */
    subscribe(request: StreamRequest, sink: StreamSink): () => void {
      const leaving = new AbortController();
      const { signal } = leaving;
      setWaiting(signal, true);
      void follow(request, sink, signal);
      return () => {
        leaving.abort();
        setWaiting(signal, false);
      };
    },

    /** Whether each stream works: it has had a result since it was opened last. */
    areLive: (): boolean => waiting.size === 0,

    /** Calls back whenever `areLive` changes, until the returned function is called. */
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Returns the variable that continues the stream after this result. */
function positionIn(data: Readonly<Record<string, unknown>>): { readonly after?: string } {
  for (const field of Object.values(data))
    if (typeof field === "object" && field !== null && "position" in field)
      return { after: String(field.position) };
  return {};
}
