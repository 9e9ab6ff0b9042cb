import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchStream } from "../src/live/fetch-stream";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Replaces fetch by one whose response the test writes. */
function stubResponse() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const signals: AbortSignal[] = [];
  vi.stubGlobal("fetch", async (_url: string, { signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    signal.addEventListener("abort", () => void writer.abort(signal.reason).catch(() => {}));
    return new Response(readable, { status: 200 });
  });
  return { writer, isAborted: () => signals[0]?.aborted };
}

test("a stream ends 15 seconds after its last byte", async () => {
  const { writer, isAborted } = stubResponse();
  const onBytes = vi.fn();
  const reader = (await fetchStream("/graphql", undefined, onBytes)).body?.getReader();
  for (let count = 0; count < 4; count += 1) {
    await vi.advanceTimersByTimeAsync(14_000);
    void writer.write(new TextEncoder().encode(":\n\n"));
    expect((await reader?.read())?.value).toHaveLength(3);
  }
  expect(onBytes).toHaveBeenCalledTimes(4);
  const failure = expect(reader?.read()).rejects.toThrow("The stream was silent for too long.");
  await vi.advanceTimersByTimeAsync(14_000);
  expect(isAborted()).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(isAborted()).toBe(true);
  await failure;
});

test("a stream that never begins ends, and one that was closed leaves no timer", async () => {
  vi.stubGlobal(
    "fetch",
    (_url: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const failure = expect(fetchStream("/graphql", undefined, () => {})).rejects.toThrow("silent");
  await vi.advanceTimersByTimeAsync(15_000);
  await failure;
  const closing = new AbortController();
  const closed = expect(fetchStream("/graphql", { signal: closing.signal }, () => {})).rejects.toThrow(
    "closed",
  );
  closing.abort(new Error("closed"));
  await closed;
  expect(vi.getTimerCount()).toBe(0);
});
