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
  /** The stage that it goes on from; null where that is an image. */
  readonly parent: Stage | null;
  readonly image: string;
  readonly instructions: readonly Instruction[];
}

export interface CopyOfFiles {
  /** The stage that the files come from; null for the build context. */
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

/** The instructions of a stage and, before them, of those that it goes on from. */
export function allInstructions(stage: Stage): readonly Instruction[] {
  return [...(stage.parent === null ? [] : allInstructions(stage.parent)), ...stage.instructions];
}

export function textOf(instruction: Instruction): string {
  return instruction.getArgumentsContent() ?? "";
}

/** The last instruction of a kind in a stage, which is the one that holds. */
export function lastOf(stage: Stage, keyword: string): Instruction | null {
  return allInstructions(stage).findLast((instruction) => instruction.getKeyword() === keyword) ?? null;
}

export function copyOf(instruction: Instruction): CopyOfFiles {
  const words = instruction.getArguments().map((argument) => argument.getValue());
  const from = instruction instanceof Copy ? (instruction.getFromFlag()?.getValue() ?? null) : null;
  return { from, sources: words.slice(0, -1), destination: words.at(-1) ?? "" };
}

/** The names and values of ENV and LABEL instructions. */
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

/** The program and arguments of a CMD or HEALTHCHECK in exec form, the only one without a shell in between. */
export function commandOf(instruction: Instruction | null): readonly string[] {
  const text =
    instruction instanceof JSONInstruction || instruction instanceof Healthcheck ? textOf(instruction) : "";
  return JSON.parse(/\[.*\]$/s.exec(text)?.[0] ?? "[]");
}

/** What .dockerignore lets through. It must name that file by file, after a line that shuts everything out. */
export function readContext(file = ".dockerignore"): readonly string[] {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const [first, ...others] = lines;
  if (first !== "*" || !others.every((line) => /^![\w./-]+$/.test(line))) {
    throw new Error(`${file} must shut everything out (*) but what it names (!path).`);
  }
  return others.map((line) => line.slice(1));
}
