/** Prefix of every secret in the tests. No output may contain it. */
const mark = "planted-secret-";

/** Returns a secret for one place in a configuration, long enough for all of them. */
export const planted = (place: string): string => `${mark}${place}-`.padEnd(48, "0123456789");

const leaks: string[] = [];

/** Records a secret that an output contains; test/support/no-leaks.ts then fails the test file. */
export function watchForSecrets(output: string, where: string): void {
  const at = output.indexOf(mark);
  if (at >= 0) leaks.push(`${where}: …${output.slice(Math.max(0, at - 80), at + 60)}…`);
}

/** Returns and clears the recorded leaks. */
export function takeLeaks(): readonly string[] {
  return leaks.splice(0);
}
