import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import semver from "semver";
import { breakingChanges } from "./schema-changes.js";

export interface ReleaseCheck {
  readonly isGood: boolean;
  /** For a person. */
  readonly report: string;
}

/**
 * Compares schema.graphql with that of the last release: the highest version among the headings of CHANGELOG.md, whose commit
 * has the tag `v<version>`. What breaks others needs a version in package.json that is not compatible with it (`^` of semver).
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
      `"${strange}" is no version. package.json and the headings of CHANGELOG.md have such as 1.2.3.`,
    );
  }
  const [last, before] = releases.toSorted(semver.rcompare);
  if (last === undefined) return good("nothing is released yet that it could be compared with.");

  const schemaOfLast = schemaOf(last, project);
  // The release that is being made has no tag yet; in a clone that is not whole, no release may have one.
  const isBeingMade = last === version && schemaOfLast === null && !isShallow(project);
  const [release, released] = isBeingMade
    ? [before, before && schemaOf(before, project)]
    : [last, schemaOfLast];
  if (release === undefined) return good(`${version} is the first release.`);
  if (released === null || released === undefined) {
    return bad(
      `there is no tag v${release} of the last release. Fetch it: git fetch --tags (and --unshallow).`,
    );
  }

  const breaks = await breakingChanges(released, read("schema.graphql"));
  if (breaks.length === 0) return good(`nothing breaks who uses ${release}.`);
  const list = breaks.map((change) => `\n  ${change}`).join("");
  const isSaid =
    semver.gt(version, release) && !semver.satisfies(version, `^${release}`, { includePrerelease: true });
  if (isSaid) return good(`${version} breaks who uses ${release}, as its number says:${list}`);
  return bad(
    `this breaks who uses ${release}. Deprecate in place of removing, or raise the version in package.json (${version}):${list}`,
  );
}

/** As it was released; null where there is no such tag, or no such file. */
function schemaOf(release: string, project: string): string | null {
  return git(project, "show", `v${release}:./schema.graphql`);
}

function isShallow(project: string): boolean {
  return git(project, "rev-parse", "--is-shallow-repository")?.trim() === "true";
}

/** Null where it fails. */
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
