import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { validate as isDeployment } from "kubernetes-models/_schemas/IoK8sApiAppsV1Deployment";
import { validate as isJob } from "kubernetes-models/_schemas/IoK8sApiBatchV1Job";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseDurationMs } from "../../src/cli/duration.js";
import { kustomization, readManifest } from "../deploy/manifests.js";
import { unknownFields } from "../deploy/unknown-fields.js";
import { blocks, recipes } from "../docs/blocks.js";
import { startChild } from "../support/child-process.js";
import { freePort } from "../support/free-port.js";
import type { GateResponse, GateServer } from "../support/gate-server.js";
import { gateBodies, gateError, startGateServer } from "../support/gate-server.js";
import { planted } from "../support/secrets.js";

const page = "docs/recipes/gate-a-deployment.md";
const read = (file: string) =>
  parse(readFileSync(`examples/deploy-gate/${file}`, "utf8"), { version: "1.1" });
const packageJson = JSON.parse(readFileSync("package.json", "utf8"));

let server: GateServer;
beforeAll(async () => {
  server = await startGateServer();
});
afterAll(() => server.close());

const token = planted("deploy-gate-token");
const authorizations = () => server.requests.map(({ headers }) => headers.authorization);

/** Such as after a crash of the gateway. Only the verdict arrives. */
const cutOffLate: GateResponse = {
  bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"verdict":"CLEAR","summary":',
};

/** Each kind of result, with its exit code. */
const results: readonly (readonly [string, GateResponse, number])[] = [
  ["clear", gateBodies.CLEAR, 0],
  ["in maintenance", gateBodies.IN_MAINTENANCE, 1],
  ["unknown", gateBodies.UNKNOWN, 2],
  ["a page of a proxy", { status: 502, body: "<html>" }, 2],
  ["a login page", { status: 200, body: '<html>"CLEAR"</html>' }, 2],
  ["a redirect", { status: 302, body: "", headers: { location: "https://login.example" } }, 2],
  ["no response", { bytes: "" }, 2],
  ["a response that is cut off after the verdict", cutOffLate, 2],
  ["a stop", { status: 503, body: gateError("STOPPING", "The gateway stops.") }, 2],
  ["a bad request", { status: 400, body: gateError("BAD_REQUEST", "lasting is invalid.") }, 3],
  ["a wrong token", { status: 401, body: gateError("UNAUTHENTICATED", "The token is invalid.") }, 3],
  ["a missing scope", { status: 403, body: gateError("PERMISSION_DENIED", "The scope is missing.") }, 3],
  ["a wrong path", { status: 404, body: "<html>" }, 3],
];

/** One result for each exit code: test/cli tests the command with all of them. */
const oneForEachCode = results.filter(
  ([, , code], index) => results.findIndex((result) => result[2] === code) === index,
);

/** A folder with programs that stand in for the image: `docker`, and the `node` of a container. */
const container = mkdtempSync(join(tmpdir(), "deploy-gate-"));
const dockerLog = join(container, "image");
const programs = {
  // Passes on only the variables that the command names, as the real one does.
  docker: `#!/usr/bin/env bash
set -eu
[ "$1 $2" = "run --rm" ]
shift 2
variables=(PATH="$PATH")
while [ "$1" = --env ]; do variables+=("$2=\${!2-}"); shift 2; done
printf %s "$1" > ${dockerLog}
shift
exec env -i "\${variables[@]}" "$@"
`,
  node: `#!/usr/bin/env bash
[ "$1" = /app/dist/maintenance.js ] || { echo "unknown program $1" >&2; exit 70; }
shift
exec ${process.execPath} ${resolve("dist/maintenance.js")} "$@"
`,
};
for (const [name, text] of Object.entries(programs)) {
  writeFileSync(join(container, name), text);
  chmodSync(join(container, name), 0o755);
}
const inContainer = { PATH: [container, process.env.PATH].join(delimiter) };

/** Runs a script as the shell of a pipeline does. */
async function runScript(
  [shell = "", ...options]: readonly string[],
  script: string,
  environment: Record<string, string>,
) {
  const file = join(mkdtempSync(join(tmpdir(), "deploy-gate-script-")), "script.sh");
  writeFileSync(file, script);
  const child = startChild(shell, [...options, file], { ...inContainer, ...environment });
  return { exitCode: await child.exit, output: child.output(), errors: child.errors() };
}

/** As GitHub runs a step with `shell: bash`, and GitLab a script. */
const shells = {
  github: ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail"],
  gitlab: ["bash", "-e", "-o", "pipefail"],
};

/** The same options without time to wait. */
const withoutWaiting = (text: string) => text.replaceAll(/(--wait[= ])\w+/g, "$11s");

describe("the action for GitHub Actions", () => {
  const { inputs, runs } = read("action.yml");
  const [step, ...otherSteps] = runs.steps;

  /** Returns the variables of the step, as GitHub computes them from the inputs. */
  function variablesOf(given: Readonly<Record<string, string>>): Record<string, string> {
    const pattern = /^\$\{\{ inputs\.([a-z-]+) \}\}$/;
    return Object.fromEntries(
      Object.entries<string>(step.env).map(([name, value]) => {
        const [, input = ""] = pattern.exec(value) ?? [];
        expect(inputs).toHaveProperty(input);
        return [name, given[input] ?? inputs[input].default ?? ""];
      }),
    );
  }
  const runAction = (given: Readonly<Record<string, string>>) =>
    runScript(shells.github, step.run, variablesOf({ url: server.url, ...given }));

  test("is one composite step, whose script contains no input", () => {
    expect({ using: runs.using, shell: step.shell, otherSteps }).toEqual({
      using: "composite",
      shell: "bash",
      otherSteps: [],
    });
    expect(step.run).not.toContain("${{");
    expect(Object.keys(step.env)).toHaveLength(Object.keys(inputs).length);
  });

  test.each(oneForEachCode)("%s", async (_name, response, code) => {
    server.respondWith(response);
    expect((await runAction({ token })).exitCode).toBe(code);
    expect(authorizations()).toEqual([`Bearer ${token}`]);
    expect((await runAction({ token, "fail-open": "true" })).exitCode).toBe(code === 2 ? 0 : code);
    expect(readFileSync(dockerLog, "utf8")).toBe(inputs.image.default);
  });

  test.each([
    "$(touch injected)",
    '"; touch injected; "',
    "`touch injected`",
    "--fail-open",
    "a b  c",
    "*",
    "line\nbreak",
    "$GATEWAY_TOKEN",
  ])("an input is only a value: %j", async (value) => {
    const selecting = ["source", "provider", "application", "search", "certainty", "lasting", "max-age"];
    server.respondWith(gateBodies.CLEAR);
    const given = Object.fromEntries(selecting.map((input) => [input, value]));
    expect((await runAction(given)).exitCode).toBe(0);
    expect([...(server.requests[0]?.query ?? [])]).toEqual(
      selecting.map((input) => [input === "max-age" ? "maxAge" : input, value]),
    );
    expect(existsSync("injected")).toBe(false);
    const { exitCode } = await runAction({ "fail-open": value, url: `http://127.0.0.1:${await freePort()}` });
    expect(exitCode).toBe(2);
  });

  test("waits", async () => {
    server.respondWith({ ...gateBodies.IN_MAINTENANCE, headers: { "retry-after": "1" } }, gateBodies.CLEAR);
    expect((await runAction({ wait: "1m" })).exitCode).toBe(0);
    expect(server.requests).toHaveLength(2);
  });
});

describe("the step for GitHub Actions, and the job for GitLab CI", () => {
  const workflows = blocks
    .filter((block) => block.page === page && /^jobs:/m.test(block.text))
    .map(({ text }) => parse(text).jobs.deploy.steps[0]);
  const [step] = workflows;
  const job = read("gitlab-ci.yml")["maintenance-gate"];
  const jobs = [
    ["GitHub Actions", shells.github, step.run, step.env],
    ["GitLab CI", shells.gitlab, job.script.join("\n"), job.variables],
  ] as const;

  describe.each(jobs)("%s", (_name, shell, script, variables) => {
    test.each(oneForEachCode)("%s", async (_result, response, code) => {
      server.respondWith(response);
      const environment = { ...variables, GATEWAY_URL: server.url, GATEWAY_TOKEN: token };
      expect((await runScript(shell, withoutWaiting(script), environment)).exitCode).toBe(code);
      expect(authorizations()).toEqual([`Bearer ${token}`]);
      expect([...(server.requests[0]?.query ?? [])]).toEqual([
        ["application", "orders-enrichment"],
        ["lasting", "45m"],
      ]);
    });
  });

  test("have a longer timeout than they wait", () => {
    expect(parseInt(job.timeout, 10)).toBeGreaterThan(30);
    expect(job.script.join()).toContain("--wait 30m");
  });

  test("the example of the action uses inputs that exist", () => {
    const { inputs } = read("action.yml");
    expect(Object.keys(workflows[1].with).filter((name) => !(name in inputs))).toEqual([]);
    expect(workflows[1].with).toHaveProperty("url");
  });
});

describe("the manifests for Kubernetes", () => {
  const manifests = [
    ["argocd-presync-job.yaml", isJob],
    ["helm-pre-upgrade-job.yaml", isJob],
    ["init-container.yaml", isDeployment],
  ] as const;
  const gateOf = (file: string) => {
    const { containers, initContainers = containers } = read(file).spec.template.spec;
    return initContainers[0];
  };

  test.each(manifests)("%s is valid according to the schema of its kind", (file, validate) => {
    const manifest = read(file);
    validate(manifest);
    expect("errors" in validate ? validate.errors : "unknown").toBeNull();
    expect(unknownFields(manifest, validate)).toEqual([]);
  });

  describe.each(manifests)("%s", (file) => {
    const { command, args, env } = gateOf(file);

    test.each(oneForEachCode)("%s", async (_name, response, code) => {
      server.respondWith(response);
      const given = args.map((option: string) =>
        withoutWaiting(option).replace(/^--url=.*/, `--url=${server.url}`),
      );
      const [program, ...rest] = command;
      const variables = Object.fromEntries(env.map(({ name }: { name: string }) => [name, token]));
      const child = startChild(join(container, program), [...rest, ...given], variables);
      expect(await child.exit).toBe(code);
      expect(authorizations()).toEqual([`Bearer ${token}`]);
      expect(server.requests[0]?.query.get("application")).toBe("orders-enrichment");
    });

    test("calls the Service of the gateway", () => {
      const { metadata, spec } = readManifest("service.yaml");
      const url = `http://${metadata.name}.${kustomization.namespace}:${spec.ports[0].port}`;
      expect(args).toContain(`--url=${url}`);
    });

    test("has no unnecessary privileges, and takes the token from a Secret", () => {
      const gateway = readManifest("deployment.yaml").spec.template.spec;
      expect(gateOf(file).securityContext).toEqual(gateway.containers[0].securityContext);
      expect(read(file).spec.template.spec.securityContext.runAsNonRoot).toBe(true);
      expect(env).toMatchObject([
        { valueFrom: { secretKeyRef: { name: "maintenance-gate", key: "token" } } },
      ]);
    });
  });

  test.each(["argocd-presync-job.yaml", "helm-pre-upgrade-job.yaml"])("%s runs once, and ends", (file) => {
    const { backoffLimit, activeDeadlineSeconds, template } = read(file).spec;
    expect({ backoffLimit, restartPolicy: template.spec.restartPolicy }).toEqual({
      backoffLimit: 0,
      restartPolicy: "Never",
    });
    const wait = gateOf(file).args.find((option: string) => option.startsWith("--wait="));
    expect(activeDeadlineSeconds * 1_000).toBeGreaterThan(parseDurationMs(wait.replace("--wait=", "")) ?? 0);
  });
});

test("every example is tested here, and uses the image's name and version", () => {
  const files = readdirSync("examples/deploy-gate");
  expect(files.toSorted()).toEqual([
    "action.yml",
    "argocd-presync-job.yaml",
    "gitlab-ci.yml",
    "helm-pre-upgrade-job.yaml",
    "init-container.yaml",
  ]);
  const [{ newName }] = kustomization.images;
  const texts = [...files.map((file) => `examples/deploy-gate/${file}`), page].map((file) =>
    readFileSync(file, "utf8"),
  );
  for (const text of texts) {
    const images = text.match(/\S+\/maintenance-gateway:\S+/g) ?? [];
    expect(new Set(images)).toEqual(new Set([`${newName}:${packageJson.version}`]));
  }
});

const hasProgram = (program: string) => spawnSync("which", [program]).status === 0;

describe("curl", () => {
  const recipe = recipes.find((one) => one.page === page);
  const oneLine =
    recipe?.steps.map(({ command }) => command).find((command) => command.startsWith("curl")) ?? "";
  const definition = recipe?.files.find(({ name }) => name === "maintenance-gate.sh")?.text ?? "";
  const known = [["sh"], ["bash"], ["busybox", "sh"], ["zsh"]];
  const installed = known.filter(([shell = ""]) => hasProgram(shell));
  for (const shell of known.filter((one) => !installed.includes(one)))
    process.stderr.write(`Skipping the shell function in "${shell.join(" ")}", which is not installed.\n`);

  test.each(results)("in one line, deploys only if it is clear: %s", async (_name, response, code) => {
    for (const pipefail of [[], ["-o", "pipefail"]]) {
      server.respondWith(response);
      const script = oneLine.replace("http://127.0.0.1:4000", server.url);
      const { exitCode, output } = await runScript(["bash", ...pipefail], script, {});
      expect(output).toBe(code === 0 ? "deploying\n" : "");
      expect(exitCode === 0).toBe(code === 0);
      expect(server.requests).toHaveLength(1);
    }
  });

  /** The forms that the page warns of. If curl changes, the page must too. */
  const login: GateResponse = { status: 200, body: "<html>" };
  const redirect: GateResponse = { status: 302, body: "", headers: { location: "https://login.example" } };
  const cutOff: GateResponse = { bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"verdict":' };
  const byStatus = `test "$(curl -s -o /dev/null -w '%{http_code}' URL)" = 200`;
  test.each([
    ["curl -fsS URL", "a redirect", redirect],
    ["curl -fsS URL", "a login page", login],
    [byStatus, "a login page", login],
    [byStatus, "a response that is cut off", cutOff],
    [`curl -fsS URL | grep -q '"verdict":"CLEAR"'`, "a response that is cut off", cutOffLate],
  ])("%s would deploy after %s", async (form, _name, response) => {
    server.respondWith(response);
    const { exitCode } = await runScript(["bash"], form.replace("URL", `${server.url}/gate`), {});
    expect(exitCode).toBe(0);
  });

  describe.each(installed.map((shell) => ({ name: shell.join(" "), shell })))(
    "the function in $name",
    ({ shell }) => {
      const call = (script: string, environment: Record<string, string> = {}) =>
        runScript(shell, `${definition}\n${script}`, { GATEWAY_URL: server.url, ...environment });

      test.each(results)("%s", async (_name, response, code) => {
        server.respondWith(response);
        // The second and third call are those of a script that stops at errors, the second as the page fails open.
        const { output } = await call(
          `maintenance_gate 'search=a%20b&lasting=45m'; echo "exit code $?"
        (set -eu; maintenance_gate || [ $? -eq 2 ]; echo "deploying, open")
        (set -eu; maintenance_gate; echo "deploying, closed")`,
          { GATEWAY_TOKEN: token },
        );
        expect(output).toContain(`exit code ${code}\n`);
        expect(output.includes("deploying, open\n")).toBe(code === 0 || code === 2);
        expect(output.includes("deploying, closed\n")).toBe(code === 0);
        expect(authorizations()).toEqual(Array(3).fill(`Bearer ${token}`));
        expect([...(server.requests[0]?.query ?? [])]).toEqual([
          ["search", "a b"],
          ["lasting", "45m"],
        ]);
      });

      test("without a token, it sends none", async () => {
        server.respondWith(gateBodies.CLEAR);
        await call("maintenance_gate");
        await call("maintenance_gate", { GATEWAY_TOKEN: "" });
        expect(authorizations()).toEqual([undefined, undefined]);
      });

      test("the trace of the shell does not contain the token", async () => {
        server.respondWith(gateBodies.CLEAR);
        const { errors } = await call("set -x; maintenance_gate", { GATEWAY_TOKEN: token });
        expect(errors).toContain("maintenance_gate");
        expect(errors).not.toContain(token);
      });

      test("without a URL it is called wrongly, and without a gateway it is unknown", async () => {
        expect((await call("maintenance_gate", { GATEWAY_URL: "" })).exitCode).toBe(3);
        const nowhere = `http://127.0.0.1:${await freePort()}`;
        expect((await call("maintenance_gate", { GATEWAY_URL: nowhere })).exitCode).toBe(2);
      });

      test("prints no command of a terminal or a pipeline", async () => {
        const summary = "In maintenance: ##[add-mask]x ###vso[task.complete] \u001b[2J";
        server.respondWith({
          status: 409,
          body: `{"verdict":"IN_MAINTENANCE","summary":"${summary}"}\n::error::x`,
        });
        const { exitCode, output } = await call("maintenance_gate");
        expect(exitCode).toBe(1);
        expect(output).toMatch(/^HTTP 409 \{.*\n$/);
        expect(output).not.toContain("#");
        expect(output).not.toContain("\u001b");
      });
    },
  );
  expect(installed.length).toBeGreaterThan(1);
});
