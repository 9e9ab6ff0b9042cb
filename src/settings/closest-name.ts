import { closestMatch } from "leven";

/** Returns the known name that a misspelled name most likely means; null if none is close. */
export function closestName(name: string, known: readonly string[]): string | null {
  const byPlainName = new Map(known.map((each) => [plain(each), each]));
  const candidates = [...byPlainName.keys()];
  const wanted = plain(name);
  const match =
    candidates.find((candidate) => sameLetters(candidate, wanted)) ??
    closestMatch(wanted, candidates, { maxDistance: wanted.length < 8 ? 1 : 2 });
  return (match && byPlainName.get(match)) ?? null;
}

const plain = (name: string) => name.toUpperCase().replaceAll(/[_-]/g, "");

/** Whether both names have the same letters, for example with two of them swapped. */
const sameLetters = (left: string, right: string) =>
  left.length === right.length && [...left].toSorted().join() === [...right].toSorted().join();
