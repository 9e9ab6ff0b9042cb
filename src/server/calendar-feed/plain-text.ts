/** Removes what iCalendar cannot represent: lone surrogates, and control characters other than tabs and line breaks. */
export function plainText(text: string): string {
  return text.toWellFormed().replace(otherLineBreaks, " ").replace(controlCharacters, "");
}

/** Some readers treat these characters as the end of a line, which would break the format. */
const otherLineBreaks = /[\u0085\u2028\u2029]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control characters on purpose
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
