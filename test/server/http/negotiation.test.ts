import fc from "fast-check";
import { expect, test } from "vitest";
import { contentCodingFor } from "../../../src/server/http/content-coding.js";
import { preferredMediaType } from "../../../src/server/http/media-type.js";

const quality = fc.constantFrom(0, 0.001, 0.2, 0.5, 0.9, 1);
const spaces = fc.constantFrom("", " ", "  ");

/** A list of names with their qualities, as a header. A name without a quality has 1. */
const headerOf = (names: readonly string[]) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), quality, spaces), { selector: ([name]) => name })
    .map((entries) => ({
      qualities: new Map(entries.map(([name, q]) => [name, q])),
      header: entries
        .map(([name, q, space]) => (q === 1 ? name : `${name}${space};${space}q=${q}`))
        .join(`,${entries[0]?.[2] ?? ""}`),
    }));

test("a response has the most wanted coding of the gateway, the cheapest of several, and never a refused one", () => {
  const codings = ["zstd", "br", "gzip"];
  fc.assert(
    fc.property(headerOf([...codings, "identity", "deflate", "*"]), ({ qualities, header }) => {
      const qualityOf = (coding: string) => qualities.get(coding) ?? qualities.get("*") ?? 0;
      const wanted = codings.filter((coding) => qualityOf(coding) > 0);
      const most = Math.max(0, ...wanted.map(qualityOf));
      const best = wanted.find((coding) => qualityOf(coding) === most) ?? null;
      // A client that does not name it accepts it, but prefers what it names.
      const isIdentityWanted = qualityOf("identity") > most;
      expect(contentCodingFor({ headers: { "accept-encoding": header } })).toBe(
        isIdentityWanted ? null : best,
      );
    }),
    { numRuns: 2_000 },
  );
});

test("a response has the most wanted media type, and never a refused one", () => {
  const types = ["application/json", "text/plain"] as const;
  fc.assert(
    fc.property(
      headerOf([...types, "application/*", "text/*", "image/png", "*/*"]),
      ({ qualities, header }) => {
        const qualityOf = (type: string) =>
          qualities.get(type) ?? qualities.get(`${type.split("/")[0]}/*`) ?? qualities.get("*/*") ?? 0;
        const most = Math.max(...types.map(qualityOf));
        const preferred = preferredMediaType(header, types);
        if (qualities.size === 0) expect(preferred).toBe(types[0]);
        else if (most === 0) expect(preferred).toBeNull();
        else expect(qualityOf(preferred ?? "")).toBe(most);
      },
    ),
    { numRuns: 2_000 },
  );
});
