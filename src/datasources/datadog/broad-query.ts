import { maxQueryDepth } from "./constants.js";

/** How much of all cases a query matches. */
type Extent = "ALL" | "SOME" | "NONE";

/** What cannot be seen, and so says nothing. */
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/** A whole open range, which is a wildcard. */
const openRange = /[[{]\s*\*\s+TO\s+\*\s*[\]}]/gi;

/**
 * Whether a case query matches every case: it is empty, nothing but wildcards (`*`, `*:*`, `(* AND ?*)`), or made of
 * such by AND, OR and NOT. What a wildcard for one field matches, such as `status:*`, only Datadog knows.
 */
export function isBroadQuery(query: string): boolean {
  const text = query.replace(invisible, " ").replace(openRange, "*");
  const tokens = text.match(/"[^"]*"?|[()]|[-+!](?=\S)|\|\||&&|[^\s()"]+/g) ?? [];
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

  /** With AND or nothing between them. */
  function readConditions(depth: number): Extent {
    let extent: Extent = "ALL";
    while (next < tokens.length && !isNext("OR", "||")) {
      if (isNext(")")) {
        if (depth > 0) break;
        // One too many.
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

function opposite(extent: Extent): Extent {
  if (extent === "SOME") return "SOME";
  return extent === "ALL" ? "NONE" : "ALL";
}

class TooDeepError extends Error {}
