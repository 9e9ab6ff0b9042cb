/** An application as the emulator stores it, with AWS's field names. */
export interface Application {
  readonly ApplicationARN: string;
  readonly ApplicationName: string;
  readonly ApplicationDescription?: string;
  readonly RuntimeEnvironment: string;
  readonly ApplicationStatus: string;
  readonly ApplicationVersionId: number;
  readonly ApplicationMode?: string;
  readonly CreateTimestamp: number;
  readonly LastUpdateTimestamp: number;
  /** `HH:MM`; undefined for an application without a maintenance window. */
  readonly maintenanceStartTime?: string;
  readonly operations: readonly Operation[];
}

/** An operation of an application. Times are epoch seconds. Only DescribeApplicationOperation returns the objects. */
export interface Operation {
  readonly Operation: string;
  readonly OperationId: string;
  readonly StartTime: number;
  readonly EndTime?: number;
  readonly OperationStatus: string;
  readonly ApplicationVersionChangeDetails?: {
    readonly ApplicationVersionUpdatedFrom: number;
    readonly ApplicationVersionUpdatedTo: number;
  };
  readonly OperationFailureDetails?: {
    readonly RollbackOperationId?: string;
    readonly ErrorInfo?: { readonly ErrorString?: string };
  };
}

/** The account and region of an application. */
export interface AccountRegion {
  readonly accountId: string;
  readonly region: string;
}

/** The account of every access key that does not contain an account id. */
export const usualAccountId = "123456789012";

export function arnOf({ accountId, region }: AccountRegion, name: string): string {
  return `arn:${partitionOf(region)}:kinesisanalytics:${region}:${accountId}:application/${name}`;
}

/** The partitions other than `aws`, by the beginning of their regions' names. */
const partitions = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-isof-", "aws-iso-f"],
  ["eusc-", "aws-eusc"],
] as const;

function partitionOf(region: string): string {
  const [, partition = "aws"] = partitions.find(([beginning]) => region.startsWith(beginning)) ?? [];
  return partition;
}

/** Returns the window that begins at the start time. It lasts eight hours and can cross midnight. */
export function maintenanceOf(startTime: string) {
  const [hours = 0, minutes = 0] = startTime.split(":").map(Number);
  const end = `${String((hours + 8) % 24).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
  return { ApplicationMaintenanceWindowStartTime: startTime, ApplicationMaintenanceWindowEndTime: end };
}
