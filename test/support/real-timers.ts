import { afterAll, vi } from "vitest";

// Files share a process: a clock that a failed test has left fake must not reach the next file.
afterAll(() => void vi.useRealTimers());
