/** Limits of Slack's messages, in characters after escaping (Block Kit reference). */

/** Text of a header block. */
export const maxHeaderLength = 150;

/** One value of a message. Slack allows 2,000; longer ones would hide the rest of the message. */
export const maxValueLength = 300;

/** Text of a notification without blocks. Slack recommends at most 4,000. */
export const maxFallbackLength = 1_000;

/** Fields of one section. */
export const maxFields = 10;

/** URL of a link. Slack allows 3,000 characters in a text. */
export const maxLinkLength = 2_000;
