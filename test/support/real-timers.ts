import { afterAll, vi } from "vitest";

// Test files share a process, so fake timers left behind by a failed test must not reach the next file.
afterAll(() => void vi.useRealTimers());
