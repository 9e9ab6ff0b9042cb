import { readFileSync } from "node:fs";
import type { Instruction } from "dockerfile-ast";
import {
  Copy,
  DockerfileParser,
  From,
  Healthcheck,
  JSONInstruction,
  PropertyInstruction,
} from "dockerfile-ast";

/** One stage of a Dockerfile. */
export interface Stage {
  readonly name: string | null;
  /** The stage that this one builds on; null if it builds on an image. */
  readonly parent: Stage | null;
  readonly image: string;
  readonly instructions: readonly Instruction[];
}

export interface CopyOfFiles {
  /** The stage from which the files are copied; null for the build context. */
  readonly from: string | null;
  readonly sources: readonly string[];
  readonly destination: string;
}

export function readStages(text: string): readonly Stage[] {
  const stages: Stage[] = [];
  let instructions: Instruction[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (!(instruction instanceof From)) {
      instructions.push(instruction);
      continue;
    }
    instructions = [];
    const image = instruction.getImage() ?? "";
    const parent = stages.find(({ name }) => name === image) ?? null;
    stages.push({ name: instruction.getBuildStage(), parent, image, instructions });
  }
  return stages;
}

/** Returns the instructions of a stage, preceded by those of the stages that it builds on. */
export function allInstructions(stage: Stage): readonly Instruction[] {
  return [...(stage.parent === null ? [] : allInstructions(stage.parent)), ...stage.instructions];
}

export function textOf(instruction: Instruction): string {
  return instruction.getArgumentsContent() ?? "";
}

/** Returns the last instruction of a kind in a stage, which overrides the earlier ones. */
export function lastOf(stage: Stage, keyword: string): Instruction | null {
  return allInstructions(stage).findLast((instruction) => instruction.getKeyword() === keyword) ?? null;
}

export function copyOf(instruction: Instruction): CopyOfFiles {
  const words = instruction.getArguments().map((argument) => argument.getValue());
  const from = instruction instanceof Copy ? (instruction.getFromFlag()?.getValue() ?? null) : null;
  return { from, sources: words.slice(0, -1), destination: words.at(-1) ?? "" };
}

/** Returns the names and values of ENV or LABEL instructions. */
export function propertiesOf(
  instructions: readonly Instruction[],
  keyword: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    instructions
      .filter((instruction) => instruction instanceof PropertyInstruction)
      .filter((instruction) => instruction.getKeyword() === keyword)
      .flatMap((instruction) => instruction.getProperties())
      .map((property) => [property.getName(), property.getValue() ?? ""]),
  );
}

/** Returns the program and arguments of a CMD or HEALTHCHECK in exec form. The shell form adds a shell process. */
export function commandOf(instruction: Instruction | null): readonly string[] {
  const text =
    instruction instanceof JSONInstruction || instruction instanceof Healthcheck ? textOf(instruction) : "";
  return JSON.parse(/\[.*\]$/s.exec(text)?.[0] ?? "[]");
}

/** Returns the paths that .dockerignore includes. It must exclude everything first and then list the included paths. */
export function readContext(file = ".dockerignore"): readonly string[] {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const [first, ...others] = lines;
  if (first !== "*" || !others.every((line) => /^![\w./-]+$/.test(line))) {
    throw new Error(`${file} must start with the line * and then contain only lines of the form !path.`);
  }
  return others.map((line) => line.slice(1));
}
