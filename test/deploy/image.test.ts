import { existsSync, readFileSync } from "node:fs";
import { validate } from "dockerfile-utils";
import { expect, test } from "vitest";
import {
  allInstructions,
  commandOf,
  copyOf,
  lastOf,
  propertiesOf,
  readContext,
  readStages,
  textOf,
} from "../../scripts/dockerfile.js";

const text = readFileSync("Dockerfile", "utf8");
const packageJson = JSON.parse(readFileSync("package.json", "utf8"));
const stages = readStages(text);
const last = stages.at(-1);
if (last === undefined) throw new Error("The Dockerfile has no stage.");
const instructions = stages.flatMap((stage) => stage.instructions);
const ofKeyword = (keyword: string) =>
  instructions.filter((instruction) => instruction.getKeyword() === keyword);
const environment = propertiesOf(allInstructions(last), "ENV");

test("the linter reports no problems in the Dockerfile", () => {
  expect(validate(text).map(({ message }) => message)).toEqual([]);
});

test("the only base image has the Node.js version that the project is tested with", () => {
  const images = stages.filter(({ parent }) => parent === null).map(({ image }) => image);
  const tag = `node:${packageJson.devDependencies.node}-bookworm-slim`;
  expect(images.map((image) => image.split("@")[0])).toEqual([tag]);
});

test("the base image is pinned by its digest", () => {
  const images = stages.filter(({ parent }) => parent === null).map(({ image }) => image);
  expect(images).toEqual([expect.stringMatching(/^[^@]+@sha256:[0-9a-f]{64}$/)]);
});

test("the build context consists of exactly the copied files, which exist", () => {
  const copied = ofKeyword("COPY")
    .map(copyOf)
    .filter(({ from }) => from === null)
    .flatMap(({ sources }) => sources);
  expect(new Set(readContext())).toEqual(new Set(copied));
  expect(copied.filter((path) => !existsSync(path))).toEqual([]);
  expect(ofKeyword("ADD")).toEqual([]);
});

test("packages are installed from the lock file, and the image contains only production packages", () => {
  const installs = ofKeyword("RUN")
    .map(textOf)
    .filter((command) => /\bnpm\b/.test(command));
  expect(installs.filter((command) => !/^npm (?:ci\b|run build$)/.test(command))).toEqual([]);
  const origins = last.instructions.flatMap((instruction) => {
    if (instruction.getKeyword() !== "COPY") return [];
    const { from, sources } = copyOf(instruction);
    return sources.some((source) => source.endsWith("node_modules")) ? [from] : [];
  });
  expect(origins).toHaveLength(1);
  const origin = stages.find(({ name }) => name === origins[0]);
  const commands =
    origin &&
    allInstructions(origin)
      .filter((one) => one.getKeyword() === "RUN")
      .map(textOf);
  expect(commands).toEqual([expect.stringMatching(/^npm ci --omit=dev\b/)]);
  const ownCommands = allInstructions(last)
    .filter((one) => one.getKeyword() === "RUN")
    .map(textOf);
  expect(ownCommands.filter((command) => /\bnpm\b/.test(command))).toEqual([]);
});

test("the image contains the SBOM of its packages", () => {
  const copies = last.instructions.filter((one) => one.getKeyword() === "COPY").map(copyOf);
  const origin = (file: RegExp) =>
    stages.find(
      ({ name }) => name === copies.find(({ sources }) => sources.some((source) => file.test(source)))?.from,
    );
  expect(origin(/sbom\.cdx\.json$/)?.parent).toBe(origin(/node_modules$/));
});

test("the image runs as a non-root user with a numeric id", () => {
  const user = lastOf(last, "USER");
  expect(user && textOf(user)).toMatch(/^[1-9][0-9]*:[1-9][0-9]*$/);
});

test("Node.js is process 1, so that it receives signals", () => {
  expect(commandOf(lastOf(last, "CMD"))).toEqual(["node", "dist/main.js"]);
  expect(lastOf(last, "ENTRYPOINT")).toBeNull();
});

test("the image runs in production mode and listens on all interfaces at its exposed ports", () => {
  expect(environment).toMatchObject({ NODE_ENV: "production", HOST: "0.0.0.0" });
  const exposed = lastOf(last, "EXPOSE");
  expect(exposed && textOf(exposed)).toBe(`${environment.PORT} ${environment.METRICS_PORT}`);
});

test("the health check requests /livez", () => {
  const [program, , script] = commandOf(lastOf(last, "HEALTHCHECK"));
  expect(program).toBe("node");
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is part of the script
  expect(script).toContain("http://127.0.0.1:${process.env.PORT}/livez");
});

test("the image contains no secrets", () => {
  const names = [
    ...Object.keys(propertiesOf(instructions, "ENV")),
    ...ofKeyword("ARG").map((instruction) => textOf(instruction).split("=")[0]),
  ];
  expect(names.filter((name) => /key|secret|token|password|credential/i.test(name ?? ""))).toEqual([]);
});

test("the labels match package.json", () => {
  const version = ofKeyword("ARG")
    .map(textOf)
    .find((argument) => argument.startsWith("VERSION="));
  expect(version).toBe(`VERSION=${packageJson.version}`);
  expect(propertiesOf(last.instructions, "LABEL")).toMatchObject({
    "org.opencontainers.image.title": packageJson.name,
    "org.opencontainers.image.description": packageJson.description,
    "org.opencontainers.image.licenses": packageJson.license,
  });
});
