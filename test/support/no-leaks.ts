import { afterAll, expect } from "vitest";
import { takeLeaks } from "./secrets.js";

// In every test file, no log line, response or process output may contain a secret.
afterAll(() => expect(takeLeaks()).toEqual([]));
