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
 * Compares schema.graphql with that of the last release: the first version in CHANGELOG.md, whose commit has the tag
 * `v<version>`. What breaks clients needs a version in package.json that says so (semver; below 1.0.0 the minor one).
 */
export async function checkAgainstRelease(project: string): Promise<ReleaseCheck> {
  const read = (file: string) => readFileSync(join(project, file), "utf8");
  const { version } = JSON.parse(read("package.json")) as { readonly version: string };
  const releases = [...read("CHANGELOG.md").matchAll(/^## v?(\d+\.\d+\.\d+\S*)/gm)].map(
    ([, release = ""]) => release,
  );
  // The release that is being made has no tag yet.
  const [last] = releases.filter((release) => release !== version || schemaOf(release, project) !== null);
  if (last === undefined) {
    return {
      isGood: true,
      report: "schema.graphql: nothing is released yet that it could be compared with.",
    };
  }
  const released = schemaOf(last, project);
  if (released === null) {
    const report = `schema.graphql: there is no tag v${last} of the last release in CHANGELOG.md. Run "git fetch --tags".`;
    return { isGood: false, report };
  }
  const breaks = await breakingChanges(released, read("schema.graphql"));
  const list = breaks.map((change) => `  ${change}`).join("\n");
  if (breaks.length === 0)
    return { isGood: true, report: `schema.graphql: nothing breaks who uses ${last}.` };
  if (semver.gt(version, last) && !semver.satisfies(version, `^${last}`, { includePrerelease: true })) {
    return {
      isGood: true,
      report: `schema.graphql: ${version} breaks who uses ${last}, as its number says:\n${list}`,
    };
  }
  const report = `schema.graphql breaks who uses ${last}. Deprecate in place of removing, or raise the version in package.json (${version}):\n${list}`;
  return { isGood: false, report };
}

/** As it was released; null where there is no such tag. */
function schemaOf(release: string, project: string): string | null {
  try {
    return execFileSync("git", ["show", `v${release}:schema.graphql`], {
      cwd: project,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return null;
  }
}
