import { afterAll, beforeEach, expect } from "vitest";
import { takeLeaks, watchForSecrets } from "./secrets.js";

// In every test file, no log line, response or process output may contain a secret. Nor may the name of a test, because the
// runner prints the names of slow ones.
beforeEach(({ task }) => watchForSecrets(task.fullName, "name of a test"));
afterAll(() => expect(takeLeaks()).toEqual([]));
