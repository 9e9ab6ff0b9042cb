// Runs before every npm script. The scripts use the Node.js that "npm ci" installs. Without it, they would run on the
// machine's own version and fail with misleading errors.
import { readFileSync } from "node:fs";

const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const minimumMajor = Number(engines.node.replace(">=", ""));
if (Number.parseInt(process.versions.node, 10) < minimumMajor) {
  console.error(
    `This project needs Node.js ${engines.node}; this is ${process.versions.node}. Run "npm ci", which installs a suitable version for the npm scripts. Install scripts must be allowed for the package "node".`,
  );
  process.exit(1);
}
