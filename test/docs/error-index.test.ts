import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { codesOfApi, serverCodes } from "./error-codes.js";

const page = readFileSync("docs/errors.md", "utf8");
const heading = "\n## Error codes, A–Z\n";
const [introduction = "", rest = ""] = page.split(heading);
const [section = ""] = rest.split(/\n## /);
const [head, , ...rows] = section
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const documented = rows.map(([code = "", kind = ""]) => `${code.replaceAll("`", "")} ${kind}`);
const existing = codesOfApi().map(({ code, kind }) => `${code} ${kind}`);

describe("the A–Z table of docs/errors.md", () => {
  it("comes first, after an introduction of two lines", () => {
    expect(introduction.trim().split("\n")).toHaveLength(4);
    expect(head).toEqual(["code", "kind", "what it means", "what to do"]);
  });

  it("has every code of the schema and of the server", () => {
    expect(existing.filter((code) => !documented.includes(code))).toEqual([]);
  });

  it("has only codes that exist", () => {
    expect(documented.filter((code) => !existing.includes(code))).toEqual([]);
  });

  it("is sorted A–Z, without duplicates", () => {
    expect(documented).toEqual([...new Set(documented)].sort());
  });

  it("explains every code and says what to do", () => {
    const incomplete = rows.filter((cells) => cells.length !== 4 || cells.includes(""));
    expect(incomplete).toEqual([]);
  });
});

describe("the codes that the table is compared with", () => {
  it("are literals in the source, so that none is missed", () => {
    expect(serverCodes().unreadable).toEqual([]);
  });

  it("include codes from every origin", () => {
    expect(existing).toEqual(
      expect.arrayContaining([
        "ABORTED error",
        "GRAPHQL_PARSE_FAILED error",
        "OPERATION_LIMIT_EXCEEDED error",
        "SOURCE_FAILED error",
        "STALE_REVISION reason",
        "TIMEOUT reason",
        "TOO_LONG violation",
        "LONG_WINDOW warning",
      ]),
    );
  });
});
