import { maxQueryDepth } from "./constants.js";

/** The share of all cases that a query matches. */
type Extent = "ALL" | "SOME" | "NONE";

/** Invisible characters, which have no meaning in a query. */
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/** A range without bounds, which is a wildcard. */
const openRange = /[[{]\s*\*\s+TO\s+\*\s*[\]}]/gi;

/**
 * Whether a case query matches every case: it is empty, contains only wildcards (`*`, `*:*`, `(* AND ?*)`), or combines
 * such queries with AND, OR and NOT. A wildcard for one field, such as `status:*`, does not count: only Datadog knows what it
 * matches.
 */
export function isBroadQuery(query: string): boolean {
  const tokens = tokensOf(query);
  let next = 0;

  const isNext = (...words: readonly string[]) => words.includes(tokens[next]?.toUpperCase() ?? "");

  function readAlternatives(depth: number): Extent {
    let extent = readConditions(depth);
    while (isNext("OR", "||")) {
      next += 1;
      const other = readConditions(depth);
      if (other === "ALL" || extent === "NONE") extent = other === "NONE" ? extent : other;
      else if (extent !== "ALL") extent = "SOME";
    }
    return extent;
  }

  /** Reads conditions that are joined by an explicit or implicit AND. */
  function readConditions(depth: number): Extent {
    let extent: Extent = "ALL";
    while (next < tokens.length && !isNext("OR", "||")) {
      if (isNext(")")) {
        if (depth > 0) break;
        // An unmatched parenthesis.
        next += 1;
      } else if (isNext("AND", "&&", "+")) next += 1;
      else {
        const other = readCondition(depth);
        if (extent === "ALL" || other === "NONE") extent = other;
      }
    }
    return extent;
  }

  function readCondition(depth: number): Extent {
    if (depth > maxQueryDepth) throw new TooDeepError();
    const token = tokens[next] ?? "";
    next += 1;
    if (["NOT", "-", "!"].includes(token.toUpperCase())) return opposite(readCondition(depth + 1));
    if (token !== "(") return /^[*?":]+(?:\^[0-9.]+)?$/.test(token) ? "ALL" : "SOME";
    const extent = readAlternatives(depth + 1);
    if (isNext(")")) next += 1;
    return extent;
  }

  try {
    return readAlternatives(0) === "ALL";
  } catch (error) {
    if (error instanceof TooDeepError) return true;
    throw error;
  }
}

/** Whether the query consists only of operators and parentheses, such as `(` or `OR`; false for an empty query. */
export function hasOnlyOperators(query: string): boolean {
  const tokens = tokensOf(query);
  return tokens.length > 0 && tokens.every((token) => /^(?:[-+!()]|\|\||&&|AND|OR|NOT)$/i.test(token));
}

function tokensOf(query: string): readonly string[] {
  const text = query.replace(invisible, " ").replace(openRange, "*");
  return text.match(/"[^"]*"?|[()]|[-+!](?=\S)|\|\||&&|[^\s()"]+/g) ?? [];
}

function opposite(extent: Extent): Extent {
  if (extent === "SOME") return "SOME";
  return extent === "ALL" ? "NONE" : "ALL";
}

class TooDeepError extends Error {}
