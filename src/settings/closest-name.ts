import { closestMatch } from "leven";

/** Returns the known name that a misspelled name most likely means; null if none is close. */
export function closestName(name: string, known: readonly string[]): string | null {
  const byPlainName = new Map(known.map((each) => [plain(each), each]));
  const wanted = plain(name);
  // In a short name, one replaced letter makes another word: POST is not PORT.
  const isShort = wanted.length < 6;
  const candidates = [...byPlainName.keys()].filter((each) => !isShort || each.length !== wanted.length);
  const match =
    [...byPlainName.keys()].find((each) => sameLetters(each, wanted)) ??
    (wanted.length < 2
      ? undefined
      : closestMatch(wanted, candidates, { maxDistance: wanted.length < 8 ? 1 : 2 }));
  return (match && byPlainName.get(match)) ?? null;
}

/** Returns a sentence that suggests the name, after a space; an empty text for null. */
export function suggestion(name: string | null): string {
  return name === null ? "" : ` Did you mean ${name}?`;
}

const plain = (name: string) => name.toUpperCase().replaceAll(/[_-]/g, "");

/** Whether both names have the same letters, for example with two of them swapped. */
const sameLetters = (left: string, right: string) =>
  left.length === right.length && [...left].toSorted().join() === [...right].toSorted().join();
