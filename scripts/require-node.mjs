// Runs before every npm script. npm's scripts use the Node.js that "npm ci" installs; where it could not be
// installed, they would run on whatever the machine has and fail in ways that nobody understands.
import { readFileSync } from "node:fs";

const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const minimumMajor = Number(engines.node.replace(">=", ""));
if (Number.parseInt(process.versions.node, 10) < minimumMajor) {
  console.error(
    `This project needs Node.js ${engines.node}; this is ${process.versions.node}. Run "npm ci" (with install scripts allowed for the package "node"), which installs one for npm's scripts.`,
  );
  process.exit(1);
}
