import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { chownSync, mkdirSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import type { Stage } from "./dockerfile.js";
import { copyOf, propertiesOf, textOf } from "./dockerfile.js";

export type Variables = Readonly<Record<string, string>>;

/** A built stage. Its paths are relative to `root`. */
export interface Built {
  readonly root: string;
  readonly directory: string;
  readonly environment: Variables;
  readonly user: string;
}

/** The build of an image. */
interface Build {
  /** The stages whose builds have begun. */
  readonly built: ReadonlyMap<Stage, Promise<Built>>;
  /** The directory with the files that `COPY` finds. */
  readonly context: string;
  /** The directory for the stages. */
  readonly work: string;
  readonly report: (what: string) => void;
}

export const isRoot = process.getuid?.() === 0;
/**
 * The machine's PATH without this clone's programs, and the Node.js that runs this script. test/deploy/image.test.ts checks
 * that the image uses the same version.
 */
export const programPath = [dirname(process.execPath), ...(process.env.PATH ?? "").split(delimiter)]
  .filter((directory) => !directory.endsWith("node_modules/.bin"))
  .join(delimiter);
/** The environment without npm's variables, which would point child processes at this clone. */
const machine = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));
const elsewhere = { PORT: "0", METRICS_PORT: "0" };

/** Builds a stage. Like BuildKit, it waits only for the stages that it needs. */
export async function buildStage(stage: Stage, { built, context, work, report }: Build): Promise<Built> {
  const root = join(work, `stage-${built.size}`);
  const parent = stage.parent === null ? undefined : await built.get(stage.parent);
  if (parent === undefined) createHome(root);
  else copy(parent.root, root);
  const at = (directory: string, file: string) => join(root, resolve(directory, file));
  let { directory, environment, user } = parent ?? { directory: "/", environment: {}, user: "root" };
  for (const instruction of stage.instructions) {
    const text = textOf(instruction);
    switch (instruction.getKeyword()) {
      case "WORKDIR":
        directory = resolve(directory, text);
        mkdirSync(join(root, directory), { recursive: true });
        break;
      case "ENV":
        environment = { ...environment, ...propertiesOf([instruction], "ENV") };
        break;
      case "USER":
        user = text;
        break;
      case "COPY": {
        const { from, sources, destination } = copyOf(instruction);
        const other = [...built].find(([{ name }]) => from !== null && name === from)?.[1];
        const origin = other === undefined ? context : (await other).root;
        const isDirectory = destination.endsWith("/");
        for (const source of sources) {
          copy(join(origin, source), at(directory, join(destination, isDirectory ? basename(source) : "")));
        }
        break;
      }
      case "RUN": {
        const child = spawn("sh", ["-c", text], {
          cwd: join(root, directory),
          env: { ...machine, PATH: programPath, ...within(root, environment), ...elsewhere },
          stdio: ["ignore", "ignore", "inherit"],
          ...identity(user),
        });
        assert.equal(await exitOf(child), 0, `RUN failed: ${text}`);
        report(`RUN ${text}`);
        break;
      }
    }
  }
  return { root, directory, environment, user };
}

/** Creates the writable home directory of the base image's user. */
function createHome(root: string): void {
  const home = join(root, "home/node");
  mkdirSync(home, { recursive: true });
  if (isRoot) chownSync(home, 1000, 1000);
}

/** Copies with hard links. The source is not modified. */
function copy(source: string, destination: string): void {
  mkdirSync(dirname(destination), { recursive: true });
  const { status } = spawnSync("cp", ["-a", "-l", "-T", source, destination], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  assert.equal(status, 0, `cannot copy ${source}`);
}

/** Moves absolute paths in the environment below the root. */
export function within(root: string, environment: Variables): Variables {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.startsWith("/") ? join(root, value) : value,
    ]),
  );
}

/** Waits for the end of a process. */
export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.once("exit", done));
}

/** Returns the ids of the user. Only root can run a process as another user. */
export function identity(user: string): { uid?: number; gid?: number } {
  const [uid, gid] = user.split(":").map(Number);
  return isRoot && user !== "root" ? { uid: uid ?? 0, gid: gid ?? 0 } : {};
}
