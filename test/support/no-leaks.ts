import { afterAll, expect } from "vitest";
import { takeLeaks } from "./secrets.js";

// Whatever a file is about: no log line, answer, or output of a process that it has seen may hold a secret.
afterAll(() => expect(takeLeaks()).toEqual([]));
