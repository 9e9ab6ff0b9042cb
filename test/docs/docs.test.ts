import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse as parseGraphQL, print } from "graphql";
import { validate as isIngress } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress";
import { validate as isNetworkPolicy } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse, parseDocument } from "yaml";
import { withAuthentication } from "../../scripts/with-authentication.js";
import { configureSources } from "../../src/inventory/configured-sources.js";
import { readSourceFile } from "../../src/server/configuration/gateway-config-file.js";
import { kustomization, variables as manifestVariables, readManifest } from "../deploy/manifests.js";
import { unknownFields } from "../deploy/unknown-fields.js";
import { startChild } from "../support/child-process.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { withAddresses } from "./addresses.js";
import type { Block } from "./blocks.js";
import { blocks, pages, recipes } from "./blocks.js";
import { errorTable } from "./error-table.js";
import type { RecipeEnvironment } from "./recipe-environment.js";
import { loadSdks, missingProgram, startRecipe } from "./recipe-environment.js";

const isOfRecipe = ({ page }: Block) => recipes.some((recipe) => recipe.page === page);

const example = (file: string) => readFileSync(`examples/supergraph/${file}`, "utf8");
const isSdl = (text: string) => /^(?:"|type\b)/.test(text);
/** The document with standard white space, so that only other differences count. */
const normal = (document: string) => print(parseGraphQL(document));

/** Commands that other tests run: .ci/run, or the tests of the process and its scripts. */
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
  [
    "npm run build",
    "node_modules/.bin/node node_modules/.bin/vitest run test/domain/time/schedules.test.ts",
    'node_modules/.bin/node node_modules/.bin/vitest run test/gateway -t "idempotency"',
  ].join("\n"),
];

/** A time at which the examples have the results in the docs: from 12:00, `pricing-realtime` is open and in maintenance too. */
const morning = new Date("2026-11-22T09:00:00Z");

/** A busy machine can take this long to load the providers' SDKs. */
const startTimeoutMs = 60_000;

describe("operations and commands", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({}, () => morning);
    await loadSdks(gateway);
  }, startTimeoutMs);
  afterAll(() => gateway.stop());
  beforeEach(async () => {
    await gateway.flink.reset();
    await gateway.datadog.reset();
  });

  describe("every operation returns the result below it", () => {
    const operations = blocks.flatMap(({ page, language, text }, index) => {
      const result = blocks[index + 1];
      const isOperation = language === "graphql" && !isSdl(text);
      return isOperation ? [[page, text, result?.language, result?.text] as const] : [];
    });
    const isOfExample = (text: string) => normal(text) === normal(example("query.graphql"));
    test.each(operations.filter(([, text]) => !isOfExample(text)))(
      "%s: %s",
      async (_page, document, language, result) => {
        expect(language).toBe("json");
        expect(await gateway.query(document)).toEqual(JSON.parse(result ?? ""));
      },
    );

    // The example's own tests send these operations to every router.
    const ofExample = operations.filter(([, text]) => isOfExample(text));
    test.each(ofExample)("%s, through a router: %s", (_page, _document, language, result) => {
      expect(language).toBe("json");
      expect(JSON.parse(result ?? "")).toEqual(JSON.parse(example("answer.json")));
    });
    expect(ofExample.length).toBeGreaterThan(0);
  });

  describe("every command prints JSON without errors", () => {
    const scripts = blocks.filter(
      (block) =>
        block.language === "sh" &&
        !isOfRecipe(block) &&
        !checksConfiguration(block) &&
        !runElsewhere.includes(block.text.trim()),
    );
    const hasAws = spawnSync("aws", ["--version"]).status === 0;
    const needsAws = (text: string) => text.includes("aws ");
    if (!hasAws) process.stderr.write('Skipping the AWS CLI commands in the docs: "aws" is not installed.\n');
    test.each(scripts.filter(({ text }) => hasAws || !needsAws(text)))("$page: $text", async ({ text }) => {
      const script = withAddresses(text, {
        4000: gateway.address,
        4101: gateway.flink.url,
        4102: gateway.datadog.url,
      });
      const child = startChild("bash", ["-euc", script], { AWS_PAGER: "" });
      expect(await child.exit).toBe(0);
      expect(child.output()).toMatch(/^[[{]/);
      expect(child.output()).not.toContain('"errors"');
    });
  });
});

/** Commands that set variables and check the configuration. */
const checksConfiguration = ({ page, language, text }: Block) =>
  language === "sh" &&
  !page.startsWith("docs/recipes/") &&
  /^export [\s\S]*^npm start -- --check-config$/m.test(text);

describe("every configuration that the docs check is valid", () => {
  const checks = blocks.filter(checksConfiguration);
  test.each(checks)("$page: $text", async ({ text }) => {
    const script = text
      .replaceAll("…", "key")
      .replace("npm start --", `${process.execPath} --import tsx src/main.ts`);
    const child = startChild("bash", ["-euc", script]);
    expect(await child.exit, child.errors()).toBe(0);
    for (const [, region = ""] of text.matchAll(/[=,]([a-z]{2}-[a-z]+-\d)/g))
      expect(child.output()).toContain(region);
  });
  expect(checks.length).toBeGreaterThan(0);
});

describe("commands that run elsewhere", () => {
  test(".ci/run runs the commands that start something", () => {
    const continuous = readFileSync(".ci/run", "utf8");
    for (const command of ["npm ci", "npm start", "npm test", "npm run supergraph", "npm run dashboard"])
      expect(continuous).toContain(command);
  });

  test("are in the docs, and name existing files", () => {
    const text = pages.map((page) => readFileSync(page, "utf8")).join("\n");
    expect(runElsewhere.filter((command) => !text.includes(command))).toEqual([]);
    const files = runElsewhere.flatMap(
      (command) => command.match(/(?<= )(?:node_modules|test)\/[\w./-]+/g) ?? [],
    );
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((file) => globSync(file).length === 0)).toEqual([]);
  });

  test("npm run schema:authenticated prints schema.graphql with @authenticated", async () => {
    const child = startChild("npm", ["run", "--silent", "schema:authenticated"]);
    expect(await child.exit).toBe(0);
    expect(child.output()).toBe(withAuthentication(readFileSync("schema.graphql", "utf8")));
  });

  test("npm run emulators prints variables that point clients at the emulators", async () => {
    const { scripts: known } = JSON.parse(readFileSync("package.json", "utf8"));
    const [program = "", ...given] = known.emulators.split(" ");
    const child = startChild(program, given, { EMULATOR_FLINK_PORT: "0", EMULATOR_DATADOG_PORT: "0" });
    const [, url] = await child.waitFor(/export DD_ENDPOINT_URL=(\S+)/);
    expect((await fetch(`${url}/_emulator/requests`)).status).toBe(200);
    expect(child.output()).toContain("export AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2=http://127.0.0.1:");
    // The pasted lines must leave no empty variable: the AWS CLI fails on an empty AWS_PROFILE.
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

  test("every npm script that the docs name exists", () => {
    const { scripts: known } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = pages.flatMap((page) =>
      [...readFileSync(page, "utf8").matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !(String(name) in known))).toEqual([]);
  });
});

/**
 * First lines of the recipe steps that need a container engine, a cluster, an AWS account or a terminal of their own.
 * "steps of the recipes that do not run here" tests their files, names and keys; test/deploy checks what they apply.
 */
const notRunHere = [
  "EMULATOR_DATADOG_PORT=4102 npm start | tee gateway.log",
  "kubectl logs -n maintenance-gateway -l app.kubernetes.io/name=maintenance-gateway --tail=-1 > gateway.log",
  `docker build --build-arg REVISION="$(git rev-parse HEAD)" -t registry.example.com/maintenance-gateway:0.1.0 .`,
  "env $(grep -v '^#' deploy/kubernetes/gateway.env | xargs) HOST=0.0.0.0 GATEWAY_CONFIG=deploy/kubernetes/sources.yaml npm start -- --check-config",
  "node --env-file=gateway.env dist/main.js",
  "aws iam create-role --role-name maintenance-gateway \\",
  "aws iam create-role --role-name maintenance-gateway-applications \\",
  "aws cloudformation deploy --stack-name maintenance-gateway-refresh --template-file deploy/aws/push-refresh.yaml --capabilities CAPABILITY_IAM \\",
  "kubectl apply -f deploy/kubernetes/namespace.yaml",
  "kubectl kustomize deploy/kubernetes",
  "kubectl -n maintenance-gateway port-forward service/maintenance-gateway 4000:http",
  `kubectl -n maintenance-gateway patch secret maintenance-gateway --type merge -p "{\\"stringData\\": {\\"datadog-eu-api-key\\": \\"$NEW_API_KEY\\"}}"`,
];

const firstLine = (command: string) => command.split("\n")[0] ?? "";

describe.each(recipes)("every step of $page prints what the page shows", (recipe) => {
  let environment: RecipeEnvironment;
  beforeAll(async () => {
    environment = await startRecipe(recipe);
  }, startTimeoutMs);
  afterAll(() => environment.stop());

  // A step can rely on those before it.
  const steps = recipe.steps.filter(({ command }) => !notRunHere.includes(firstLine(command)));
  const missing = new Set(steps.map(({ command }) => missingProgram(command)));
  for (const program of missing) {
    if (program === null) continue;
    process.stderr.write(`Skipping steps of ${recipe.page}: "${program}" is not installed.\n`);
  }
  test.each(steps.filter(({ command }) => missingProgram(command) === null))(
    "$command",
    async ({ command, output }) => {
      const child = environment.run(command);
      const exit = await child.exit;
      expect(exit, child.errors()).toBe(0);
      if (output?.language === "json") expect(JSON.parse(child.output())).toEqual(JSON.parse(output.text));
      if (output?.language === "text") expect(linesOf(child.output())).toEqual(linesOf(output.text));
    },
  );

  test("its steps use every file that the reader saves", () => {
    const text = recipe.steps.map(({ command }) => command).join("\n");
    const imported = recipe.files.map((file) => file.text).join("\n");
    const unused = recipe.files.filter(
      ({ name, language }) =>
        language !== "nginx" &&
        !text.includes(name) &&
        !recipe.files.some((other) => other.name !== name && other.text.includes(name)) &&
        !imported.match(new RegExp(`(?:from|import) .*${name.split(".")[0]}\\b`)),
    );
    expect(unused).toEqual([]);
  });
});

const linesOf = (text: string) => text.trim().split(/\s*\n/);

test("every block of code in the recipes is a file that the reader saves", () => {
  const code = blocks.filter((block) => isOfRecipe(block) && /^(?:js|nginx|python|ts)$/.test(block.language));
  const saved = recipes.flatMap(({ files }) => files.map(({ text }) => text));
  expect(code.length).toBeGreaterThan(6);
  expect(code.filter(({ text }) => !saved.includes(text))).toEqual([]);
});

describe("steps of the recipes that do not run here", () => {
  const commands = recipes.flatMap(({ steps }) => steps.map(({ command }) => command));
  const listed = commands.filter((command) => notRunHere.includes(firstLine(command)));
  const text = recipes.map(({ page }) => readFileSync(page, "utf8")).join("\n");
  const all = (pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, found]) => found));

  test("are still in the recipes", () => {
    expect(listed.map(firstLine).toSorted()).toEqual(notRunHere.toSorted());
  });

  test("name files that exist", () => {
    const files = listed.flatMap((command) => command.match(/\bdeploy\/[\w./-]+/g) ?? []);
    expect(files.length).toBeGreaterThan(6);
    expect(files.filter((file) => globSync(file).length === 0)).toEqual([]);
  });

  test("use the names of the manifests", () => {
    const deployment = readManifest("deployment.yaml");
    const [label] = Object.entries(deployment.spec.selector.matchLabels).map((entry) => entry.join("="));
    const { name: service, ports } = {
      ...readManifest("service.yaml").metadata,
      ...readManifest("service.yaml").spec,
    };
    const secret = readManifest("secret.example.yaml");
    expect(all(/kubectl (?:logs )?-n (\S+)/g)).toEqual(new Set([kustomization.namespace]));
    expect(all(/kubectl logs .* -l (\S+)/g)).toEqual(new Set([label]));
    expect(all(/kubectl .* deployment\/([\w-]+)/g)).toEqual(new Set([deployment.metadata.name]));
    expect(all(/port-forward service\/(\S+)/g)).toEqual(new Set([service]));
    expect(all(/port-forward \S+ (\S+)/g)).toEqual(new Set([`${ports[0].port}:${ports[0].name}`]));
    expect(all(/create secret generic (\S+)/g)).toEqual(new Set([secret.metadata.name]));
    expect(all(/--from-literal=([\w-]+)=/g)).toEqual(new Set(Object.keys(secret.stringData)));
    for (const key of all(/stringData\\": \{\\"([\w-]+)/g))
      expect(secret.stringData).toHaveProperty([String(key)]);
  });

  test("build and push the image of the manifests", () => {
    const [{ newName, newTag }] = kustomization.images;
    expect(all(/docker build .* -t (\S+) \.$/gm)).toEqual(new Set([`${newName}:${newTag}`]));
    expect(all(/docker push (\S+)/g)).toEqual(new Set([`${newName}:${newTag}`]));
    const dockerfile = readFileSync("Dockerfile", "utf8");
    for (const argument of all(/--build-arg (\w+)=/g))
      expect(dockerfile).toMatch(new RegExp(`^ARG ${argument}=`, "m"));
  });

  test("name the roles of the manifests and the policies", () => {
    const { sources } = readManifest("sources.yaml") as { sources: readonly { roleArn?: string }[] };
    const own = readManifest("service-account.yaml").metadata.annotations["eks.amazonaws.com/role-arn"];
    const arns = [own, ...sources.flatMap(({ roleArn }) => roleArn ?? [])];
    const names = arns.map((arn) => arn.split("/").at(-1));
    expect(all(/--role-name (\S+)/g)).toEqual(new Set(names));
  });

  test("check a configuration whose only errors are key files that do not exist here", async () => {
    const [command = ""] = listed.filter((one) => one.includes("--check-config"));
    const script = command.replace("npm start --", `${process.execPath} --import tsx src/main.ts`);
    const child = startChild("bash", ["-euc", script]);
    expect(await child.exit).toBe(1);
    const errors = child.errors().match(/sources\[\d\]\.\w+.*/g) ?? [];
    expect(errors).toHaveLength(4);
    expect(errors.filter((error) => !/KeyFile\b.*cannot be read/.test(error))).toEqual([]);
    expect(manifestVariables.GATEWAY_CONFIG).toBe("/etc/maintenance-gateway/sources.yaml");
  });
});

describe("YAML", () => {
  const documents = blocks.filter(({ language }) => language === "yaml");

  test.each(documents)("is valid: $page: $text", ({ text }) => {
    const { errors, warnings } = parseDocument(text, { version: "1.1", strict: true });
    expect([...errors, ...warnings]).toEqual([]);
  });

  const files = documents.filter(({ text }) => /^sources:/m.test(text));
  test.each(files)("is a valid configuration file: $page: $text", async ({ text }) => {
    const { sources: declared } = parse(text);
    const keyFile = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "key");
    writeFileSync(keyFile, "key");
    const sources = declared.map((source: Record<string, unknown>) =>
      Object.fromEntries(
        Object.entries(source).map(([key, value]) => [key, /KeyFile$/.test(key) ? keyFile : value]),
      ),
    );
    const variables = [...text.matchAll(/(?:api|app)KeyEnv: (\S+)/g)].map(([, name]) => [name, "key"]);
    const environment = { ...Object.fromEntries(variables), ...sourceFile(sources) };
    const { declared: read, faults } = await readSourceFile(environment);
    const configured = await configureSources({ environment, declared: read });
    expect([...faults, ...configured.faults]).toEqual([]);
    expect(configured.sources).toHaveLength(sources.length);
  });
  expect(files.length).toBeGreaterThan(0);

  test("workflows have steps that use existing files", () => {
    const workflows = documents.filter(({ text }) => /^jobs:/m.test(text));
    const commands = workflows.flatMap(({ text }) =>
      Object.values<{ steps: { run?: string }[] }>(parse(text).jobs).flatMap(({ steps }) =>
        steps.flatMap(({ run }) => run ?? []),
      ),
    );
    expect(commands.length).toBeGreaterThan(4);
    const named = commands.flatMap((command) => command.match(/[\w./-]+\.graphql\b/g) ?? []);
    expect(new Set(named)).toEqual(new Set(["schema.graphql"]));
  });

  test("the Ingress is valid and leads to the Service of the manifests", () => {
    const [ingress] = documents.map(({ text }) => parse(text)).filter(({ kind }) => kind === "Ingress");
    isIngress(ingress);
    expect("errors" in isIngress ? isIngress.errors : "unknown").toBeNull();
    expect(unknownFields(ingress, isIngress)).toEqual([]);
    expect(ingress.metadata.namespace).toBe(kustomization.namespace);
    const service = readManifest("service.yaml");
    const port = { name: service.spec.ports[0].name };
    for (const { backend } of ingress.spec.rules[0].http.paths)
      expect(backend).toEqual({ service: { name: service.metadata.name, port } });
  });

  test("the NetworkPolicy stays valid with the entry from the docs", () => {
    const entries: unknown[] =
      documents.map(({ text }) => parse(text)).find((value) => Array.isArray(value)) ?? [];
    expect(entries.length).toBeGreaterThan(0);
    const policy = readManifest("network-policy.yaml");
    const extended = { ...policy, spec: { ...policy.spec, ingress: [...policy.spec.ingress, ...entries] } };
    isNetworkPolicy(extended);
    expect("errors" in isNetworkPolicy ? isNetworkPolicy.errors : "unknown").toBeNull();
    expect(unknownFields(extended, isNetworkPolicy)).toEqual([]);
  });
});

describe("every type in the docs is in the example's catalogue", () => {
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

describe("the code in docs/frontend.md is in the examples", () => {
  // The examples' own checks test this code. Indentation is ignored.
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

test("docs/errors.md has the gateway's error table", () => {
  expect(readFileSync("docs/errors.md", "utf8")).toContain(errorTable());
});

describe("log messages that the docs quote are in the code", () => {
  const source = globSync("src/**/*.ts").map((file) => readFileSync(file, "utf8"));
  const program = /^(?:aws|docker|git|helm|kubectl|node|npm|npx|openssl|wc) /;
  test.each(["docs/operating.md", ...recipes.map(({ page }) => page)])("%s", (page) => {
    const quoted = [...readFileSync(page, "utf8").matchAll(/`([a-z][a-z' ]* [a-z' ]+)(?:: [^`]*)?`/g)].map(
      ([, message = ""]) => message,
    );
    const messages = quoted.filter((text) => !program.test(text));
    expect(messages.filter((message) => !source.some((text) => text.includes(message)))).toEqual([]);
    if (page === "docs/operating.md") expect(messages.length).toBeGreaterThan(9);
  });
});

describe("links", () => {
  const links = pages.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(
      ([, path = "", anchor]) => ({
        page,
        target: path === "" ? page : join(dirname(page), path),
        anchor: anchor ?? null,
      }),
    ),
  );

  test("lead to existing files", () => {
    const broken = links.filter(({ target }) => globSync(target).length === 0);
    expect(broken.map(({ page, target }) => `${page} → ${target}`)).toEqual([]);
  });

  test("lead to existing headings", () => {
    const broken = links.filter(
      ({ target, anchor }) =>
        anchor !== null && target.endsWith(".md") && !anchorsOf(target).includes(anchor),
    );
    expect(broken.map(({ page, target, anchor }) => `${page} → ${target}#${anchor}`)).toEqual([]);
  });
});

/** The anchors of a page's headings, as GitHub derives them. */
function anchorsOf(page: string): readonly string[] {
  if (globSync(page).length === 0) return [];
  const seen = new Map<string, number>();
  return [
    ...readFileSync(page, "utf8")
      .replaceAll(/^ *```[\s\S]*?^ *```$/gm, "")
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading = ""]) => {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}
