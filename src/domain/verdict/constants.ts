import type { Certainty } from "../windows/certainty.js";

/** Limits of verdicts. The descriptions in the schema quote them. */

/** Longest `lasting`, in days. */
export const maxLastingDays = 31;

/** Number of windows, and of reasons, in an answer: by default, and at most. */
export const defaultAnswerSize = 100;
export const maxAnswerSize = 200;

/** Maximum number of entries that name missing information. More would repeat the same few kinds. */
export const maxMissingInformation = 20;

/** The certainties that count by default. Each possible window is open for hours every day. */
export const defaultCountedCertainties: readonly Certainty[] = ["UNDERWAY", "DECLARED"];
