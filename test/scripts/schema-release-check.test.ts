import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { checkAgainstRelease } from "../../scripts/schema-release-check.js";

/** The current schema without its descriptions. */
const released = readFileSync("schema.graphql", "utf8").replace(/^ *"""[\s\S]*?"""\n/gm, "");
let project: string;

const git = (...given: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@test.example", ...given], {
    cwd: project,
  });
const write = (file: string, text: string) => writeFileSync(join(project, file), text);

/** Writes a schema that differs from the released one. */
function change(from: string, to: string): void {
  expect(released).toContain(from);
  write("schema.graphql", released.replace(from, to));
}

/** Writes package.json and CHANGELOG.md with these versions. */
function say(version: string, ...releases: readonly string[]): void {
  write("package.json", JSON.stringify({ version }));
  write(
    "CHANGELOG.md",
    `# Changelog\n\n## Unreleased\n\n${releases.map((release) => `## ${release}\n`).join("\n")}`,
  );
}

const sharedByField = `type PageInfo {
  hasNextPage: Boolean! @shareable
  hasPreviousPage: Boolean! @shareable
  startCursor: String @shareable
  endCursor: String @shareable
}`;

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
  ["a removed field", "  versionId: Int!", "", "FlinkApplication.versionId"],
  ["a removed enum value", "  AUTOSCALING\n", "", "FlinkApplicationStatus.AUTOSCALING"],
  ["a changed field type", "  versionId: Int!", "  versionId: Int", "FlinkApplication.versionId"],
  [
    "a removed union member",
    "FlinkMaintenanceWindow | DatadogMaintenanceWindow\n",
    "FlinkMaintenanceWindow\n",
    "MaintenanceWindow",
  ],
  [
    "a new required input field",
    "input DeleteDatadogMaintenanceWindowInput {",
    "input DeleteDatadogMaintenanceWindowInput {\n  reason: String!",
    "DeleteDatadogMaintenanceWindowInput.reason",
  ],
  [
    "a removed entity key",
    'FlinkApplication @key(fields: "arn")',
    "FlinkApplication",
    "FlinkApplication: @key of arn was removed",
  ],
  [
    "a changed entity key",
    'FlinkApplication @key(fields: "arn")',
    'FlinkApplication @key(fields: "name")',
    "FlinkApplication: @key of arn was removed",
  ],
  [
    "an entity that is no longer resolvable",
    'FlinkApplication @key(fields: "arn")',
    'FlinkApplication @key(fields: "arn", resolvable: false)',
    "FlinkApplication: @key of arn was removed",
  ],
  [
    "a type that is no longer shareable",
    "type PageInfo @shareable",
    "type PageInfo",
    "PageInfo: @shareable was removed",
  ],
  [
    "a removed tag",
    ' @tag(name: "maintenance-operations")',
    "",
    'MaintenanceSource.health: @tag(name: "maintenance-operations") was removed',
  ],
  [
    "a new tag on an interface field",
    "interface ScheduledWindow {\n  id: ID!",
    'interface ScheduledWindow {\n  id: ID! @tag(name: "maintenance-write")',
    "ScheduledWindow.id: @tag",
  ],
  ["a removed default", "validateOnly: Boolean! = false", "validateOnly: Boolean!", "validateOnly"],
  [
    "a changed default of an input field",
    "validateOnly: Boolean! = false",
    "validateOnly: Boolean! = true",
    "validateOnly",
  ],
  ["a changed default of an argument", "first: Int = 50", "first: Int = 5", "first"],
  [
    "a new tag on a field",
    "  versionId: Int!",
    '  versionId: Int! @tag(name: "maintenance-write")',
    "FlinkApplication.versionId: @tag",
  ],
  [
    "a new access restriction on a field",
    "  versionId: Int!",
    "  versionId: Int! @authenticated",
    "FlinkApplication.versionId: @authenticated was added",
  ],
  [
    "a new access restriction on a type",
    "type FlinkApplication ",
    "type FlinkApplication @inaccessible ",
    "FlinkApplication: @inaccessible was added",
  ],
  [
    "a new field of a shareable type",
    "  hasNextPage: Boolean!",
    "  hasNextPage: Boolean!\n  totalPages: Int!",
    "PageInfo: field totalPages was added",
  ],
])("%s fails the check and is listed", async (_what, from, to, path) => {
  change(from, to);
  const { isGood, report } = await checkAgainstRelease(project);
  expect(report).toContain(path);
  expect(report).toContain("breaking changes since 0.1.0. Deprecate");
  expect(isGood).toBe(false);
});

describe("the check passes", () => {
  test("if nothing changes", async () => {
    expect(await checkAgainstRelease(project)).toEqual({
      isGood: true,
      report: "schema.graphql: no breaking changes since 0.1.0.",
    });
  });

  test.each([
    [
      "a field with a tag is added",
      "  versionId: Int!",
      '  versionId: Int!\n  revision: Int @tag(name: "new") @authenticated',
    ],
    [
      "a second key is added",
      'FlinkApplication @key(fields: "arn")',
      'FlinkApplication @key(fields: "name") @key(fields: " arn")',
    ],
    [
      "a key becomes explicitly resolvable",
      'FlinkApplication @key(fields: "arn")',
      'FlinkApplication @key(fields: "arn", resolvable: true)',
    ],
    ["an entity becomes resolvable", ", resolvable: false", ""],
    [
      "@shareable moves from a type to each of its fields",
      /type PageInfo @shareable \{[^}]*\}/.exec(released)?.[0] ?? "",
      sharedByField,
    ],
    ["a cost changes", "@cost(weight: 5)", "@cost(weight: 6)"],
  ])("if %s", async (_what, from, to) => {
    change(from, to);
    expect(await checkAgainstRelease(project)).toMatchObject({ isGood: true });
  });

  test("if a field is removed that the release had deprecated", async () => {
    change("  versionId: Int!", '  versionId: Int! @deprecated(reason: "Not used.")');
    say("0.1.1", "0.1.1", "0.1.0");
    git("commit", "--quiet", "--all", "--message", "Release");
    git("tag", "v0.1.1");
    change("  versionId: Int!", "  other: Int!");
    expect(await checkAgainstRelease(project)).toMatchObject({ isGood: true });
  });

  test.each(["0.2.0", "1.0.0"])(
    "if the version %s allows breaking changes, and lists them",
    async (version) => {
      change("  versionId: Int!", "  other: Int!");
      say(version, "0.1.0");
      const { isGood, report } = await checkAgainstRelease(project);
      expect(isGood).toBe(true);
      expect(report).toContain("FlinkApplication.versionId");
    },
  );

  test("if there is no release yet", async () => {
    say("0.1.0");
    expect(await checkAgainstRelease(project)).toMatchObject({ isGood: true });
  });
});

test("a release in progress is compared with the previous one", async () => {
  change("  versionId: Int!", "  other: Int!");
  say("0.1.1", "0.1.1", "0.1.0");
  expect((await checkAgainstRelease(project)).report).toContain("breaking changes since 0.1.0");
});

test.each(["0.1.9", "0.0.9", "0.1.1-rc.1"])(
  "the version %s does not allow breaking changes since 0.1.0",
  async (version) => {
    change("  versionId: Int!", "  other: Int!");
    say(version, "0.1.0");
    expect(await checkAgainstRelease(project)).toMatchObject({ isGood: false });
  },
);

test("the check fails without the tag of the last release, and names the git command", async () => {
  say("0.4.0", "0.3.0", "0.1.0");
  const { isGood, report } = await checkAgainstRelease(project);
  expect(isGood).toBe(false);
  expect(report).toContain("git fetch --tags");
});

test("the last release is the highest version, regardless of the order of the headings", async () => {
  write("CHANGELOG.md", "# Changelog\n\n## 0.0.9\n\n## 0.1.0\n");
  git("tag", "v0.0.9");
  change("  versionId: Int!", "  other: Int!");
  expect(await checkAgainstRelease(project)).toMatchObject({
    isGood: false,
    report: expect.stringContaining("breaking changes since 0.1.0"),
  });
});

test("the check passes for the first release", async () => {
  git("tag", "--delete", "v0.1.0");
  expect(await checkAgainstRelease(project)).toEqual({
    isGood: true,
    report: "schema.graphql: 0.1.0 is the first release.",
  });
});

test("the check fails in a shallow clone without tags, and names the git command", async () => {
  const clone = join(mkdtempSync(join(tmpdir(), "shallow-")), "project");
  execFileSync("git", ["clone", "--quiet", "--depth", "1", "--no-tags", `file://${project}`, clone]);
  expect(await checkAgainstRelease(clone)).toMatchObject({
    isGood: false,
    report: expect.stringContaining("git fetch --tags"),
  });
});

test("a project in a subfolder of its repository is compared with its own schema", async () => {
  const folder = join(project, "gateway");
  mkdirSync(folder);
  project = folder;
  write("schema.graphql", released.replace("  versionId: Int!", "  versionId: Int!\n  another: Int"));
  say("0.2.0", "0.2.0");
  git("add", ".");
  git("commit", "--quiet", "--message", "Release");
  git("tag", "v0.2.0");
  expect((await checkAgainstRelease(folder)).report).toBe("schema.graphql: no breaking changes since 0.2.0.");
  write("schema.graphql", released);
  expect((await checkAgainstRelease(folder)).report).toContain("FlinkApplication.another");
});

test.each([
  ["0.3", ["0.1.0"], '"0.3" is not a version'],
  ["0.1.0", ["[0.1.0] - 2026-01-01"], "is not a version"],
])("with version %s and headings %j, the check names the invalid one", async (version, headings, text) => {
  say(version, ...headings);
  const { isGood, report } = await checkAgainstRelease(project);
  expect(isGood).toBe(false);
  expect(report).toContain(text);
});

test("the script fails if the check fails", async () => {
  change("  versionId: Int!", "  other: Int!");
  const [tsx, script] = [import.meta.resolve("tsx"), join(process.cwd(), "scripts/check-schema.ts")];
  const run = () =>
    spawnSync(process.execPath, ["--import", tsx, script], { cwd: project, encoding: "utf8" });
  expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining("FlinkApplication.versionId") });
  write("schema.graphql", released);
  expect(run()).toMatchObject({ status: 0, stdout: "schema.graphql: no breaking changes since 0.1.0.\n" });
});
