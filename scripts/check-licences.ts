import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** SPDX ids of licences that require no more than to keep the licence text. It is in each package's folder in the image. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "Unlicense",
  "Zlib",
]);

/** A production package in npm's SBOM. It has no licences if its package.json names none by a valid SPDX expression. */
interface Component {
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string };
    readonly expression?: string;
  }[];
}

/** Whether one alternative of an SPDX expression is allowed. One with inner parentheses never is: a person must read it. */
function isAllowed(expression: string): boolean {
  const alternatives = expression.replace(/^\(([^()]*)\)$/, "$1").split(" OR ");
  return alternatives.some((alternative) => alternative.split(" AND ").every((id) => allowed.has(id)));
}

const printSbom = join(import.meta.dirname, "print-sbom.ts");
const sbom = execFileSync(process.execPath, [printSbom], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
const { components }: { readonly components: readonly Component[] } = JSON.parse(sbom);
const refused = components.flatMap(({ name, version, licenses = [] }) => {
  const expressions = licenses.map(({ license, expression }) => license?.id ?? expression ?? "");
  if (expressions.length > 0 && expressions.every(isAllowed)) return [];
  return [`${name}@${version}: ${expressions.join(", ") || "no licence"}`];
});
for (const line of refused) process.stderr.write(`${line}\n`);
if (refused.length > 0) {
  process.stderr.write(
    "Replace these packages. If a licence requires no more than to keep its text, add it to scripts/check-licences.ts.\n",
  );
  process.exitCode = 1;
} else {
  process.stdout.write(`The licences of all ${components.length} production packages are allowed.\n`);
}
