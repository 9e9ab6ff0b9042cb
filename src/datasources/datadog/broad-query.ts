/** Nobody writes deeper by hand; what is deeper can't be judged. */
const maxDepth = 100;

/**
 * Whether a case query matches every case: it is empty, or nothing but wildcards (`*`, `*:*`, `(* AND ?*)`), or one of the
 * alternatives that it joins with OR is. What a wildcard for one field matches, such as `status:*`, only Datadog knows.
 */
export function isBroadQuery(query: string): boolean {
  const tokens = query.match(/"[^"]*"?|[()]|[^\s()"\p{C}]+/gu) ?? [];
  let next = 0;

  /** Alternatives: one that matches everything is enough. */
  function readAlternatives(depth: number): boolean {
    let isBroad = readConditions(depth);
    while (tokens[next] === "OR") {
      next += 1;
      isBroad = readConditions(depth) || isBroad;
    }
    return isBroad;
  }

  /** Conditions that must all hold, with AND or nothing between them. */
  function readConditions(depth: number): boolean {
    let isBroad = true;
    while (next < tokens.length && tokens[next] !== "OR" && tokens[next] !== ")") {
      if (tokens[next] === "AND") next += 1;
      else isBroad = readCondition(depth) && isBroad;
    }
    return isBroad;
  }

  function readCondition(depth: number): boolean {
    if (depth > maxDepth) {
      next = tokens.length;
      return true;
    }
    const token = tokens[next] ?? "";
    next += 1;
    if (token === "NOT" || token === "-") {
      readCondition(depth + 1);
      return false;
    }
    if (token !== "(") return /^[*?":]+$/.test(token);
    const isBroad = readAlternatives(depth + 1);
    if (tokens[next] === ")") next += 1;
    return isBroad;
  }

  let isBroad = readAlternatives(0);
  // A parenthesis too many ends what is before it.
  while (next < tokens.length) {
    next += 1;
    isBroad = readAlternatives(0) && isBroad;
  }
  return isBroad;
}
