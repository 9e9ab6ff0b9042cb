import { checkAgainstRelease } from "./schema-release-check.js";

const { isGood, report } = await checkAgainstRelease(process.cwd());
process.stdout.write(`${report}\n`);
if (!isGood) process.exitCode = 1;
