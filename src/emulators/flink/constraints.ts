/** A request field's constraints in AWS's service model. */
interface Constraint {
  readonly type: "string" | "integer" | "boolean" | "structure";
  readonly required?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly values?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly members?: Constraints;
}

type Constraints = Readonly<Record<string, Constraint>>;

const applicationName = {
  type: "string",
  minLength: 1,
  maxLength: 128,
  pattern: "[a-zA-Z0-9_.-]+",
} as const;
const limit = { type: "integer", minimum: 1, maximum: 50 } as const;

/** The request shapes of KinesisAnalyticsV2, 2018-05-23. */
export const requestConstraints = {
  ListApplications: { Limit: limit, NextToken: applicationName },
  DescribeApplication: {
    ApplicationName: { ...applicationName, required: true },
    IncludeAdditionalDetails: { type: "boolean" },
  },
  UpdateApplicationMaintenanceConfiguration: {
    ApplicationName: { ...applicationName, required: true },
    ApplicationMaintenanceConfigurationUpdate: {
      type: "structure",
      required: true,
      members: {
        ApplicationMaintenanceWindowStartTimeUpdate: {
          type: "string",
          required: true,
          minLength: 5,
          maxLength: 5,
          pattern: "([01][0-9]|2[0-3]):[0-5][0-9]",
        },
      },
    },
  },
  ListApplicationOperations: {
    ApplicationName: { ...applicationName, required: true },
    Limit: limit,
    NextToken: { type: "string", minLength: 1, maxLength: 512 },
    Operation: { type: "string", minLength: 1, maxLength: 64 },
    OperationStatus: { type: "string", values: ["IN_PROGRESS", "CANCELLED", "SUCCESSFUL", "FAILED"] },
  },
  DescribeApplicationOperation: {
    ApplicationName: { ...applicationName, required: true },
    OperationId: { type: "string", required: true, minLength: 1, maxLength: 64 },
  },
} as const satisfies Record<string, Constraints>;

export type OperationName = keyof typeof requestConstraints;

/** Whether every field that is present has the type of the wire format. */
export function hasWireTypes(input: Readonly<Record<string, unknown>>, constraints: Constraints): boolean {
  return Object.entries(constraints).every(([member, constraint]) => {
    const value = input[member];
    if (value === undefined || value === null) return true;
    if (constraint.type === "integer") return Number.isInteger(value);
    if (constraint.type !== "structure") return typeof value === constraint.type;
    return isStructure(value) && hasWireTypes(value, constraint.members ?? {});
  });
}

/** Returns AWS's sentence for every constraint that the input violates. */
export function violationsOf(
  input: Readonly<Record<string, unknown>>,
  constraints: Constraints,
  parent = "",
): readonly string[] {
  return Object.entries(constraints).flatMap(([member, constraint]) => {
    const value = input[member];
    const path = parent + lowerCamel(member);
    if (value === undefined || value === null) {
      return constraint.required === true
        ? [`Value null at '${path}' failed to satisfy constraint: Member must not be null`]
        : [];
    }
    if (isStructure(value)) return violationsOf(value, constraint.members ?? {}, `${path}.`);
    return brokenRules(value, constraint).map(
      (rule) => `Value '${String(value)}' at '${path}' failed to satisfy constraint: Member must ${rule}`,
    );
  });
}

function brokenRules(value: unknown, constraint: Constraint): readonly string[] {
  const { minLength = 0, maxLength = Infinity, pattern, values, minimum, maximum } = constraint;
  if (typeof value === "number") {
    return [
      ...(value > (maximum ?? Infinity) ? [`have value less than or equal to ${maximum}`] : []),
      ...(value < (minimum ?? -Infinity) ? [`have value greater than or equal to ${minimum}`] : []),
    ];
  }
  if (typeof value !== "string") return [];
  return [
    ...(value.length > maxLength ? [`have length less than or equal to ${maxLength}`] : []),
    ...(value.length < minLength ? [`have length greater than or equal to ${minLength}`] : []),
    ...(pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)
      ? [`satisfy regular expression pattern: ${pattern}`]
      : []),
    ...(values !== undefined && !values.includes(value)
      ? [`satisfy enum value set: [${values.join(", ")}]`]
      : []),
  ];
}

function isStructure(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function lowerCamel(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}
