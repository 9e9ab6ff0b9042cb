import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";

/** The fields of a window that most tests do not care about. */
export const usualFields = {
  kind: "W",
  provider: "P",
  sourceId: "s",
  title: "t",
  revision: "r",
  scheduledCertainty: "DECLARED",
  isUnderway: false,
  searchTexts: [],
  applicationNames: [],
  accountId: null,
  applicationStatus: null,
  createdById: null,
  consoleUrl: null,
} satisfies Partial<ScheduledWindow>;
