import { closestMatch } from "leven";

/** Returns a sentence that suggests the known name closest to a misspelt one, after a space; an empty text if none is close. */
export function suggestion(name: string, known: readonly string[]): string {
  const wanted = name.toLowerCase();
  const letters = (text: string) => [...text].toSorted().join("");
  const best =
    // Two letters are swapped.
    known.find((candidate) => letters(candidate) === letters(wanted)) ??
    closestMatch(wanted, [...known], { maxDistance: wanted.length < 8 ? 1 : 2 });
  return best === undefined ? "" : ` Did you mean ${best}?`;
}
