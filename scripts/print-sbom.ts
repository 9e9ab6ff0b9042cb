import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Prints the SBOM of the production packages that are installed (CycloneDX). `npm sbom --omit=dev` would leave out those that a
 * development package uses too, such as graphql. So npm reads a lock file without the others. It names the project by its folder.
 */
const { devDependencies: _development, ...manifest } = JSON.parse(readFileSync("package.json", "utf8"));
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const packages = Object.entries<{ readonly dev?: boolean }>(lock.packages).filter(
  ([path, { dev }]) => path !== "" && dev !== true && existsSync(path),
);
const folder = mkdtempSync(join(tmpdir(), "sbom-"));
const project = join(folder, manifest.name);
try {
  mkdirSync(project);
  const write = (file: string, content: object) =>
    writeFileSync(join(project, file), JSON.stringify(content));
  write("package.json", manifest);
  write("package-lock.json", { ...lock, packages: { "": manifest, ...Object.fromEntries(packages) } });
  const options = ["--package-lock-only", "--sbom-format=cyclonedx", "--sbom-type=application"];
  // Without the level, npm would print no errors below `npm run --silent`.
  execFileSync("npm", ["sbom", ...options, "--loglevel=error"], { cwd: project, stdio: "inherit" });
} finally {
  rmSync(folder, { recursive: true });
}
