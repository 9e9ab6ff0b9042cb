import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse as parseGraphQL, print } from "graphql";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { withAuthentication } from "../../scripts/with-authentication.js";
import { configureSources } from "../../src/inventory/configured-sources.js";
import { readSourceFile } from "../../src/server/configuration/gateway-config-file.js";
import { startChild } from "../support/child-process.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { errorTable } from "./error-table.js";

const pages = ["README.md", "CHANGELOG.md", ...globSync("docs/**/*.md"), ...globSync("examples/*/README.md")];

interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

const blocks = pages.flatMap((page): readonly Block[] =>
  [...readFileSync(page, "utf8").matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ([, language = "", text = ""]) => ({
      page,
      language,
      text,
    }),
  ),
);

const example = (file: string) => readFileSync(`examples/supergraph/${file}`, "utf8");
const isSdl = (text: string) => /^(?:"|type\b)/.test(text);
/** Without regard to spaces and lines. */
const normal = (document: string) => print(parseGraphQL(document));

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({}, () => new Date());
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
});

describe("every operation in the docs has just the answer that stands below it", () => {
  const operations = blocks.flatMap(({ page, language, text }, index) => {
    const answer = blocks[index + 1];
    const isOperation = language === "graphql" && !isSdl(text);
    return isOperation ? [[page, text, answer?.language, answer?.text] as const] : [];
  });
  const isOfExample = (text: string) => normal(text) === normal(example("query.graphql"));
  test.each(operations.filter(([, text]) => !isOfExample(text)))(
    "%s: %s",
    async (_page, document, language, answer) => {
      expect(language).toBe("json");
      expect(await gateway.query(document)).toEqual(JSON.parse(answer ?? ""));
    },
  );

  // The example's own tests ask it of every router.
  const ofExample = operations.filter(([, text]) => isOfExample(text));
  test.each(ofExample)("%s, through a router: %s", (_page, _document, language, answer) => {
    expect(language).toBe("json");
    expect(JSON.parse(answer ?? "")).toEqual(JSON.parse(example("answer.json")));
  });
  expect(ofExample.length).toBeGreaterThan(0);
});

describe("every type in the docs is as in the example's catalogue", () => {
  const types = blocks.filter(({ language, text }) => language === "graphql" && isSdl(text));
  const known = parseGraphQL(example("catalogue/schema.graphql")).definitions.map((definition) =>
    print(definition),
  );
  test.each(types)("$page: $text", ({ text }) => {
    expect(known).toEqual(
      expect.arrayContaining(parseGraphQL(text).definitions.map((definition) => print(definition))),
    );
  });
  expect(types.length).toBeGreaterThan(0);
});

describe("the code in the docs for frontends is the examples' own", () => {
  // What is tested or has its types checked there; each line without its indentation.
  const lines = (text: string) =>
    text
      .trim()
      .split(/\s*\n\s*/)
      .join("\n");
  const files = globSync("examples/*/{src/**/*.{ts,tsx},*.{ts,json}}").map((file) =>
    lines(readFileSync(file, "utf8")),
  );
  const isCode = ({ page, language }: Block, index: number) =>
    page === "docs/frontend.md" &&
    (/^tsx?$/.test(language) || (language === "json" && blocks[index - 1]?.language !== "graphql"));
  const code = blocks.filter(isCode);
  test.each(code)("$text", ({ text }) => {
    expect(files.some((file) => file.includes(lines(text)))).toBe(true);
  });
  expect(code.length).toBeGreaterThan(4);
});

/** Commands that other tests run as they are written: .ci/run, or the tests of the process and its scripts. */
const runElsewhere = [
  "npm ci && npm start",
  "npm test",
  "npm run emulators",
  "npm run supergraph",
  "npm run dashboard",
  "npm run client",
  "npm run --silent schema:authenticated",
  "npm start -- --check-config",
  "npm run --silent configuration:schema",
];

describe("every configuration file in the docs is taken", () => {
  const files = blocks.filter(({ language, text }) => language === "yaml" && /^sources:/m.test(text));
  test.each(files)("$page: $text", async ({ text }) => {
    const { sources } = parse(text);
    const variables = [...text.matchAll(/(?:api|app)KeyEnv: (\S+)/g)].map(([, name]) => [name, "key"]);
    const environment = { ...Object.fromEntries(variables), ...sourceFile(sources) };
    const { declared, faults } = await readSourceFile(environment);
    const configured = configureSources({ environment, declared });
    expect([...faults, ...configured.faults]).toEqual([]);
    expect(configured.sources).toHaveLength(sources.length);
  });
  expect(files.length).toBeGreaterThan(0);
});

test("every workflow in the docs has steps, on files that are there", () => {
  const workflows = blocks.filter(({ language, text }) => language === "yaml" && /^jobs:/m.test(text));
  const commands = workflows.flatMap(({ text }) =>
    Object.values<{ steps: { run?: string }[] }>(parse(text).jobs).flatMap(({ steps }) =>
      steps.flatMap(({ run }) => run ?? []),
    ),
  );
  expect(commands.length).toBeGreaterThan(4);
  const named = commands.flatMap((command) => command.match(/[\w./-]+\.graphql\b/g) ?? []);
  expect(new Set(named)).toEqual(new Set(["schema.graphql"]));
});

describe("every command in the docs works", () => {
  const scripts = blocks.filter(
    ({ language, text }) => language === "sh" && !runElsewhere.includes(text.trim()),
  );
  const hasAws = spawnSync("aws", ["--version"]).status === 0;
  const needsAws = (text: string) => text.includes("aws ");
  if (!hasAws) process.stderr.write('The AWS CLI lines of the docs do not run: there is no "aws" here.\n');
  test.each(scripts.filter(({ text }) => hasAws || !needsAws(text)))("$page: $text", async ({ text }) => {
    const script = text
      .replaceAll("http://127.0.0.1:4000", gateway.address)
      .replaceAll("http://127.0.0.1:4101", gateway.flink.url)
      .replaceAll("http://127.0.0.1:4102", gateway.datadog.url);
    const child = startChild("bash", ["-euc", script], { AWS_PAGER: "" });
    expect(await child.exit).toBe(0);
    expect(child.output()).toMatch(/^[[{]/);
    expect(child.output()).not.toContain('"errors"');
  });

  test("the others are run elsewhere", () => {
    const continuous = readFileSync(".ci/run", "utf8");
    for (const command of ["npm ci", "npm start", "npm test", "npm run supergraph", "npm run dashboard"])
      expect(continuous).toContain(command);
  });

  test("npm run schema:authenticated prints schema.graphql with @authenticated", async () => {
    const child = startChild("npm", ["run", "--silent", "schema:authenticated"]);
    expect(await child.exit).toBe(0);
    expect(child.output()).toBe(withAuthentication(readFileSync("schema.graphql", "utf8")));
  });

  test("npm run emulators prints variables that point clients at it", async () => {
    const { scripts: known } = JSON.parse(readFileSync("package.json", "utf8"));
    const [program = "", ...given] = known.emulators.split(" ");
    const child = startChild(program, given, { EMULATOR_FLINK_PORT: "0", EMULATOR_DATADOG_PORT: "0" });
    const [, url] = await child.waitFor(/export DD_ENDPOINT_URL=(\S+)/);
    expect((await fetch(`${url}/_emulator/requests`)).status).toBe(200);
    expect(child.output()).toContain("export AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2=http://127.0.0.1:");
    // What a person pastes must leave no variable that is empty: the AWS CLI fails on an empty AWS_PROFILE.
    const pasted = child
      .output()
      .match(/^(?:export|unset) .*$/gm)
      ?.join("\n");
    const shell = startChild("bash", ["-euc", `${pasted}\nenv`], {
      AWS_PROFILE: "mine",
      AWS_SESSION_TOKEN: "mine",
    });
    expect(await shell.exit).toBe(0);
    expect(shell.output()).toContain("AWS_ACCESS_KEY_ID=emulator");
    expect(shell.output()).not.toMatch(/AWS_PROFILE|AWS_SESSION_TOKEN/);
    child.kill("SIGTERM");
    expect(await child.exit).toBe(0);
  });

  test("every npm script that the docs name is there", () => {
    const { scripts: known } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = pages.flatMap((page) =>
      [...readFileSync(page, "utf8").matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !(String(name) in known))).toEqual([]);
  });
});

test("docs/errors.md has the table that the gateway works by", () => {
  expect(readFileSync("docs/errors.md", "utf8")).toContain(errorTable());
});

test("every file that the docs link to is there", () => {
  const broken = pages.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)]
      .map(([, target = ""]) => join(dirname(page), target))
      .filter((target) => globSync(target).length === 0)
      .map((target) => `${page} → ${target}`),
  );
  expect(broken).toEqual([]);
});
