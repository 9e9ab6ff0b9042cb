import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import semver from "semver";
import { breakingChanges } from "./schema-changes.js";

export interface ReleaseCheck {
  readonly isGood: boolean;
  /** The result, for the terminal. */
  readonly report: string;
}

/**
 * Compares schema.graphql with that of the last release. The last release is the highest version in the headings of
 * CHANGELOG.md; its commit has the tag `v<version>`. A breaking change requires a version in package.json that semver's `^`
 * does not accept.
 */
export async function checkAgainstRelease(project: string): Promise<ReleaseCheck> {
  const read = (file: string) => readFileSync(join(project, file), "utf8");
  const bad = (problem: string) => ({ isGood: false, report: `schema.graphql: ${problem}` });
  const good = (finding: string) => ({ isGood: true, report: `schema.graphql: ${finding}` });

  const { version } = JSON.parse(read("package.json")) as { readonly version: string };
  const headings = [...read("CHANGELOG.md").matchAll(/^##\s+(.*)$/gm)].map(([, heading = ""]) =>
    heading.trim(),
  );
  const releases = headings.filter((heading) => heading !== "Unreleased");
  const strange = [version, ...releases].find((text) => semver.valid(text) !== text);
  if (strange !== undefined) {
    return bad(
      `"${strange}" is not a version. Use versions such as 1.2.3 in package.json and in the headings of CHANGELOG.md.`,
    );
  }
  const [last, before] = releases.toSorted(semver.rcompare);
  if (last === undefined) return good("there is no release to compare it with.");

  const schemaOfLast = schemaOf(last, project);
  // A release in progress has no tag yet. In a shallow clone, a missing tag proves nothing.
  const isBeingMade = last === version && schemaOfLast === null && !isShallow(project);
  const [release, released] = isBeingMade
    ? [before, before && schemaOf(before, project)]
    : [last, schemaOfLast];
  if (release === undefined) return good(`${version} is the first release.`);
  if (released === null || released === undefined) {
    return bad(
      `the tag v${release} of the last release is missing. Fetch it: git fetch --tags (in a shallow clone, add --unshallow).`,
    );
  }

  const breaks = await breakingChanges(released, read("schema.graphql"));
  if (breaks.length === 0) return good(`no breaking changes since ${release}.`);
  const list = breaks.map((change) => `\n  ${change}`).join("");
  const isSaid =
    semver.gt(version, release) && !semver.satisfies(version, `^${release}`, { includePrerelease: true });
  if (isSaid) return good(`breaking changes since ${release}, which the version ${version} allows:${list}`);
  return bad(
    `breaking changes since ${release}. Deprecate instead of removing, or raise the version in package.json (${version}):${list}`,
  );
}

/** Returns schema.graphql of a release; null if the tag or the file does not exist. */
function schemaOf(release: string, project: string): string | null {
  return git(project, "show", `v${release}:./schema.graphql`);
}

function isShallow(project: string): boolean {
  return git(project, "rev-parse", "--is-shallow-repository")?.trim() === "true";
}

/** Returns the output of a git command; null if the command fails. */
function git(project: string, ...given: readonly string[]): string | null {
  try {
    return execFileSync("git", given, {
      cwd: project,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return null;
  }
}
