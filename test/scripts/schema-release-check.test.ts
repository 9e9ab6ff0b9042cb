import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
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
    "FlinkApplication: @key of arn is gone",
  ],
  [
    "another key",
    'FlinkApplication @key(fields: "arn")',
    'FlinkApplication @key(fields: "name")',
    "FlinkApplication: @key of arn is gone",
  ],
  [
    "an entity that is resolved no more",
    'FlinkApplication @key(fields: "arn")',
    'FlinkApplication @key(fields: "arn", resolvable: false)',
    "FlinkApplication: @key of arn is gone",
  ],
  ["a type that others share", "type PageInfo @shareable", "type PageInfo", "PageInfo: @shareable is gone"],
  [
    "a tag that a contract leaves out",
    ' @tag(name: "maintenance-operations")',
    "",
    'MaintenanceSource.health: @tag(name: "maintenance-operations") is gone',
  ],
  [
    "a tag on a field of an interface",
    "interface ScheduledWindow {\n  id: ID!",
    'interface ScheduledWindow {\n  id: ID! @tag(name: "maintenance-write")',
    "ScheduledWindow.id: @tag",
  ],
  ["a default that is gone", "validateOnly: Boolean! = false", "validateOnly: Boolean!", "validateOnly"],
  ["another default", "validateOnly: Boolean! = false", "validateOnly: Boolean! = true", "validateOnly"],
  ["another default of an argument", "first: Int = 50", "first: Int = 5", "first"],
  [
    "a tag that takes a field out of a contract",
    "  versionId: Int!",
    '  versionId: Int! @tag(name: "maintenance-write")',
    "FlinkApplication.versionId: @tag",
  ],
  [
    "a lock on a field",
    "  versionId: Int!",
    "  versionId: Int! @authenticated",
    "FlinkApplication.versionId: @authenticated is new",
  ],
  [
    "a lock on a type",
    "type FlinkApplication ",
    "type FlinkApplication @inaccessible ",
    "FlinkApplication: @inaccessible is new",
  ],
  [
    "a new field of a type that others share",
    "  hasNextPage: Boolean!",
    "  hasNextPage: Boolean!\n  totalPages: Int!",
    "PageInfo: field totalPages is new",
  ],
])("%s fails the check, and is named", async (_what, from, to, path) => {
  change(from, to);
  const { isGood, report } = await checkAgainstRelease(project);
  expect(report).toContain(path);
  expect(report).toContain("this breaks who uses 0.1.0");
  expect(isGood).toBe(false);
});

describe("the check passes", () => {
  test("where nothing changes", async () => {
    expect(await checkAgainstRelease(project)).toEqual({
      isGood: true,
      report: "schema.graphql: nothing breaks who uses 0.1.0.",
    });
  });

  test.each([
    [
      "a field with a tag comes",
      "  versionId: Int!",
      '  versionId: Int!\n  revision: Int @tag(name: "new") @authenticated',
    ],
    [
      "another key comes",
      'FlinkApplication @key(fields: "arn")',
      'FlinkApplication @key(fields: "name") @key(fields: " arn")',
    ],
    [
      "a key says that it is resolved",
      'FlinkApplication @key(fields: "arn")',
      'FlinkApplication @key(fields: "arn", resolvable: true)',
    ],
    ["an entity becomes one that is resolved", ", resolvable: false", ""],
    [
      "a type is shared by each of its fields",
      /type PageInfo @shareable \{[^}]*\}/.exec(released)?.[0] ?? "",
      sharedByField,
    ],
    ["a cost changes", "@cost(weight: 5)", "@cost(weight: 6)"],
  ])("where %s", async (_what, from, to) => {
    change(from, to);
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

test.each(["0.1.9", "0.0.9", "0.1.1-rc.1"])("the version %s excuses no break of 0.1.0", async (version) => {
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

test("the last release is the highest one, wherever it stands", async () => {
  write("CHANGELOG.md", "# Changelog\n\n## 0.0.9\n\n## 0.1.0\n");
  git("tag", "v0.0.9");
  change("  versionId: Int!", "  other: Int!");
  expect(await checkAgainstRelease(project)).toMatchObject({
    isGood: false,
    report: expect.stringContaining("this breaks who uses 0.1.0"),
  });
});

test("the first release is compared with nothing", async () => {
  git("tag", "--delete", "v0.1.0");
  expect(await checkAgainstRelease(project)).toEqual({
    isGood: true,
    report: "schema.graphql: 0.1.0 is the first release.",
  });
});

test("in a clone without tags and history the check fails, and says what to do", async () => {
  const clone = join(mkdtempSync(join(tmpdir(), "shallow-")), "project");
  execFileSync("git", ["clone", "--quiet", "--depth", "1", "--no-tags", `file://${project}`, clone]);
  expect(await checkAgainstRelease(clone)).toMatchObject({
    isGood: false,
    report: expect.stringContaining("git fetch --tags"),
  });
});

test("a project in a folder of its repository is compared with its own file", async () => {
  const folder = join(project, "gateway");
  mkdirSync(folder);
  project = folder;
  write("schema.graphql", released.replace("  versionId: Int!", "  versionId: Int!\n  another: Int"));
  say("0.2.0", "0.2.0");
  git("add", ".");
  git("commit", "--quiet", "--message", "Release");
  git("tag", "v0.2.0");
  expect((await checkAgainstRelease(folder)).report).toBe("schema.graphql: nothing breaks who uses 0.2.0.");
  write("schema.graphql", released);
  expect((await checkAgainstRelease(folder)).report).toContain("FlinkApplication.another");
});

test.each([
  ["0.3", ["0.1.0"], '"0.3" is no version'],
  ["0.1.0", ["[0.1.0] - 2026-01-01"], "is no version"],
])(
  "with the version %s and the headings %j, it says what it does not understand",
  async (version, headings, text) => {
    say(version, ...headings);
    const { isGood, report } = await checkAgainstRelease(project);
    expect(isGood).toBe(false);
    expect(report).toContain(text);
  },
);

test("the script fails where the check does", async () => {
  change("  versionId: Int!", "  other: Int!");
  const [tsx, script] = [import.meta.resolve("tsx"), join(process.cwd(), "scripts/check-schema.ts")];
  const run = () =>
    spawnSync(process.execPath, ["--import", tsx, script], { cwd: project, encoding: "utf8" });
  expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining("FlinkApplication.versionId") });
  write("schema.graphql", released);
  expect(run()).toMatchObject({ status: 0, stdout: "schema.graphql: nothing breaks who uses 0.1.0.\n" });
});
