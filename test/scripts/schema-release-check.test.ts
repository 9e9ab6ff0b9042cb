import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { checkAgainstRelease } from "../../scripts/schema-release-check.js";

/** Without its descriptions. */
const released = readFileSync("schema.graphql", "utf8").replace(/^ *"""[\s\S]*?"""\n/gm, "");
let project: string;

const git = (...given: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@test.example", ...given], {
    cwd: project,
  });
const write = (file: string, text: string) => writeFileSync(join(project, file), text);

/** Makes the schema other than the released one. */
function change(from: string, to: string): void {
  expect(released).toContain(from);
  write("schema.graphql", released.replace(from, to));
}

/** What package.json and CHANGELOG.md say. */
function say(version: string, ...releases: readonly string[]): void {
  write("package.json", JSON.stringify({ version }));
  write(
    "CHANGELOG.md",
    `# Changelog\n\n## Unreleased\n\n${releases.map((release) => `## ${release}\n`).join("\n")}`,
  );
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "released-"));
  git("init", "--quiet");
  write("schema.graphql", released);
  say("0.1.0", "0.1.0");
  git("add", ".");
  git("commit", "--quiet", "--message", "Release");
  git("tag", "v0.1.0");
});

test.each([
  ["a field of a type", "  versionId: Int!", "", "FlinkApplication.versionId"],
  ["a value of an enum", "  AUTOSCALING\n", "", "FlinkApplicationStatus.AUTOSCALING"],
  ["the type of a field", "  versionId: Int!", "  versionId: Int", "FlinkApplication.versionId"],
  [
    "a member of a union",
    "FlinkMaintenanceWindow | DatadogMaintenanceWindow\n",
    "FlinkMaintenanceWindow\n",
    "MaintenanceWindow",
  ],
  [
    "a new required input",
    "input DeleteDatadogMaintenanceWindowInput {",
    "input DeleteDatadogMaintenanceWindowInput {\n  reason: String!",
    "DeleteDatadogMaintenanceWindowInput.reason",
  ],
  [
    "the key of an entity",
    'FlinkApplication @key(fields: "arn")',
    "FlinkApplication",
    "FlinkApplication.@key",
  ],
  [
    "another key",
    'FlinkApplication @key(fields: "arn")',
    'FlinkApplication @key(fields: "name")',
    "FlinkApplication.@key",
  ],
  [
    "an entity that is resolved no more",
    'FlinkApplication @key(fields: "arn")',
    'FlinkApplication @key(fields: "arn", resolvable: false)',
    "FlinkApplication.@key",
  ],
  ["a type that others share", "type PageInfo @shareable", "type PageInfo", "PageInfo.@shareable"],
  [
    "a tag that a contract leaves out",
    ' @tag(name: "maintenance-operations")',
    "",
    "MaintenanceSource.health.@tag",
  ],
])("%s fails the check, and is named", async (_what, from, to, path) => {
  change(from, to);
  const { isGood, report } = await checkAgainstRelease(project);
  expect(report).toContain(path);
  expect(report).toContain("breaks who uses 0.1.0");
  expect(isGood).toBe(false);
});

describe("the check passes", () => {
  test("where nothing changes", async () => {
    expect(await checkAgainstRelease(project)).toEqual({
      isGood: true,
      report: "schema.graphql: nothing breaks who uses 0.1.0.",
    });
  });

  test("where a field, a value or a tag comes", async () => {
    change("  versionId: Int!", '  versionId: Int! @tag(name: "new")\n  revision: Int');
    expect(await checkAgainstRelease(project)).toMatchObject({ isGood: true });
  });

  test("where another key comes", async () => {
    change(
      'FlinkApplication @key(fields: "arn")',
      'FlinkApplication @key(fields: "arn") @key(fields: "name")',
    );
    expect(await checkAgainstRelease(project)).toMatchObject({ isGood: true });
  });

  test("where a field goes that the release had deprecated", async () => {
    change("  versionId: Int!", '  versionId: Int! @deprecated(reason: "Nobody wants it.")');
    say("0.1.1", "0.1.1", "0.1.0");
    git("commit", "--quiet", "--all", "--message", "Release");
    git("tag", "v0.1.1");
    change("  versionId: Int!", "  other: Int!");
    expect(await checkAgainstRelease(project)).toMatchObject({ isGood: true });
  });

  test.each(["0.2.0", "1.0.0"])(
    "where the version %s says that it breaks, and it lists what",
    async (version) => {
      change("  versionId: Int!", "  other: Int!");
      say(version, "0.1.0");
      const { isGood, report } = await checkAgainstRelease(project);
      expect(isGood).toBe(true);
      expect(report).toContain("FlinkApplication.versionId");
    },
  );

  test("where nothing is released yet", async () => {
    say("0.1.0");
    expect(await checkAgainstRelease(project)).toMatchObject({ isGood: true });
  });
});

test("the release that is being made is compared with the one before it", async () => {
  change("  versionId: Int!", "  other: Int!");
  say("0.1.1", "0.1.1", "0.1.0");
  expect((await checkAgainstRelease(project)).report).toContain("breaks who uses 0.1.0");
});

test.each(["0.1.9", "0.0.9"])("the version %s excuses no break of 0.1.0", async (version) => {
  change("  versionId: Int!", "  other: Int!");
  say(version, "0.1.0");
  expect(await checkAgainstRelease(project)).toMatchObject({ isGood: false });
});

test("without the tag of the last release the check fails, and says what to do", async () => {
  say("0.4.0", "0.3.0", "0.1.0");
  const { isGood, report } = await checkAgainstRelease(project);
  expect(isGood).toBe(false);
  expect(report).toContain("git fetch --tags");
});
