import { GraphQLError } from "graphql";
import type { CostlyArgument } from "./costly-arguments.js";
import type { LargestField } from "./largest-field.js";
import { largestField } from "./largest-field.js";
import type { MeasuredOperation, OperationSize } from "./operation-size.js";
import type { Limits } from "./settings.js";

/** One part of an operation's size, and the most that it may be. */
export interface LimitedSize {
  readonly limit: "depth" | "aliases" | "rootFields" | "entities" | "cost";
  readonly value: number;
  readonly maximum: number;
}

interface Excess extends LimitedSize {
  /** For the cost: response names that lead to the most expensive field, and the arguments to lower or shorten. */
  readonly path?: readonly string[];
  readonly arguments?: readonly CostlyArgument[];
}

/** Throws an error that says what to change if the operation exceeds a limit. */
export function requireWithinLimits(size: OperationSize, limits: Limits, measured: MeasuredOperation): void {
  const excess: readonly Excess[] = limitedSizesOf(size, limits).filter(
    ({ value, maximum }) => value > maximum,
  );
  if (excess.length === 0) return;
  const largest = excess.some(({ limit }) => limit === "cost") ? largestField(measured) : null;
  const detailed = excess.map((each) =>
    each.limit === "cost" && largest !== null
      ? { ...each, path: largest.path, arguments: largest.arguments }
      : each,
  );
  throw new GraphQLError(
    `The operation is too large: ${excess.map(textOf).join("; ")}. ${remedyOf(excess, largest)}`,
    {
      extensions: { code: "OPERATION_LIMIT_EXCEEDED", limits: detailed, http: { status: 400 } },
    },
  );
}

/** Returns every part of an operation's size that has a limit. */
export function limitedSizesOf(size: OperationSize, limits: Limits): readonly LimitedSize[] {
  return [
    { limit: "depth", value: size.depth, maximum: limits.maxDepth },
    { limit: "aliases", value: size.aliases, maximum: limits.maxAliases },
    { limit: "rootFields", value: size.rootFields, maximum: limits.maxRootFields },
    { limit: "entities", value: size.entities, maximum: limits.maxEntities },
    { limit: "cost", value: Math.ceil(Number(size.cost.toFixed(3))), maximum: limits.maxCost },
  ];
}

const descriptions = {
  depth: { text: "depth", variable: "QUERY_MAX_DEPTH", remedy: "Nest fields less deeply" },
  aliases: { text: "number of aliases", variable: "QUERY_MAX_ALIASES", remedy: "Use fewer aliases" },
  rootFields: {
    text: "number of root fields",
    variable: "QUERY_MAX_ROOT_FIELDS",
    remedy: "Select fewer fields of the query or mutation itself",
  },
  entities: {
    text: "number of entities",
    variable: "QUERY_MAX_ENTITIES",
    remedy: "Send fewer `representations` to `_entities`",
  },
  cost: { text: "cost", variable: "QUERY_MAX_COST", remedy: "Request fewer fields or smaller pages" },
} as const;

function textOf({ limit, value, maximum }: Excess): string {
  const { text, variable } = descriptions[limit];
  return `its ${text} is ${value}, but ${variable} allows at most ${maximum}`;
}

/** Returns a sentence for each limit. The last one also suggests to split the operation. */
function remedyOf(excess: readonly Excess[], largest: LargestField | null): string {
  const remedies = excess.map(({ limit }) =>
    limit === "cost" && largest !== null ? remedyOfCost(largest) : descriptions[limit].remedy,
  );
  return `${remedies.join(". ")}, or split the operation.`;
}

function remedyOfCost({ path, isMost, isInput, arguments: costly }: LargestField): string {
  const name = `\`${path.join(".")}\``;
  const cause = isInput ? `the arguments of ${name}` : name;
  const subject = isMost ? `Most of the cost comes from ${cause}` : `The most expensive part is ${cause}`;
  if (costly.length === 0) return `${subject}: ${isInput ? "shorten them" : "request fewer of its fields"}`;
  return `${subject}: ${changesOf(costly)}`;
}

/** Returns e.g. "lower `first` of `maintenanceWindows` (200) or `first` of `occurrences` (50 by default)". */
function changesOf(costly: readonly CostlyArgument[]): string {
  const changes = costly.map(({ path, argument, value, unit, maximum, isDefault }, index) => {
    const verb = unit === "number" ? "lower " : "shorten ";
    const isRepeated = index > 0 && (costly[index - 1]?.unit === "number") === (unit === "number");
    const size = unit === "number" ? `${value}` : `${value} ${unit}`;
    const note = maximum === undefined ? (isDefault ? " by default" : "") : `; at most ${maximum}`;
    const isAmbiguous = costly.filter((other) => other.path.at(-1) === path.at(-1)).length > 1;
    const field = isAmbiguous ? path.join(".") : path.at(-1);
    return `${isRepeated ? "" : verb}\`${argument}\` of \`${field}\` (${size}${note})`;
  });
  return changes.join(" or ");
}
