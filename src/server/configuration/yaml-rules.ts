import type { ErrorCode } from "yaml";

const shape =
  "Expected `key: value` or `- item` on this line or the one above, indented like the lines around it, with every bracket and quotation mark closed.";
const noSpecialSyntax =
  "Anchors, aliases and tags are not needed here. Put quotation marks around a value that begins with & * or !.";

/**
 * The rule to follow, by kind of YAML error. Replaces the parser's messages, which can quote the file and so reveal a
 * misplaced secret.
 */
export const yamlRules: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: noSpecialSyntax,
  BAD_ALIAS: noSpecialSyntax,
  BAD_COLLECTION_TYPE: noSpecialSyntax,
  BAD_DIRECTIVE: "Begin the file with `sources:`, not with a line that starts with %.",
  BAD_DQ_ESCAPE: "Use only YAML's escape sequences after \\ in double quotation marks, or use single ones.",
  BAD_INDENT:
    "Indent all items of one list, and all keys of one object, by the same number of spaces, and close every bracket.",
  BAD_PROP_ORDER: noSpecialSyntax,
  BAD_SCALAR_START: "Put quotation marks around a value that begins with @ or `.",
  BLOCK_AS_IMPLICIT_KEY: "Put each `key: value` on a line of its own.",
  BLOCK_IN_FLOW: shape,
  DUPLICATE_KEY: "Use each key only once in an object.",
  IMPOSSIBLE: shape,
  KEY_OVER_1024_CHARS: shape,
  MISSING_CHAR: shape,
  MULTILINE_IMPLICIT_KEY: shape,
  MULTIPLE_ANCHORS: noSpecialSyntax,
  MULTIPLE_DOCS: "Put only one document in the file: remove every `---` except on the first line.",
  MULTIPLE_TAGS: noSpecialSyntax,
  NON_STRING_KEY: shape,
  RESOURCE_EXHAUSTION: "Reduce the nesting.",
  TAB_AS_INDENT: "Indent with spaces, not with tabs.",
  TAG_RESOLVE_FAILED: noSpecialSyntax,
  UNEXPECTED_TOKEN: shape,
};
