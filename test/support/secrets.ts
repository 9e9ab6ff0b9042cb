/** What every secret of the tests begins with: it must be in no output. */
const mark = "planted-secret-";

/** A secret for one place of a configuration, long enough for any of them. */
export const planted = (place: string): string => `${mark}${place}-`.padEnd(48, "0123456789");

const leaks: string[] = [];

/** Notes what an output shows of a secret; test/support/no-leaks.ts fails the file for it. */
export function watchForSecrets(output: string, where: string): void {
  const at = output.indexOf(mark);
  if (at >= 0) leaks.push(`${where}: …${output.slice(Math.max(0, at - 80), at + 60)}…`);
}

/** What has leaked since this was last asked. */
export function takeLeaks(): readonly string[] {
  return leaks.splice(0);
}
