/** The parts of `arn:<partition>:kinesisanalytics:<region>:<account>:application/<name>`. */
export interface ApplicationArn {
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  readonly applicationName: string;
}

const pattern =
  /^arn:aws[a-z0-9-]*:kinesisanalytics:(?<region>[a-z0-9-]+):(?<accountId>[0-9]{12}):application\/(?<name>[a-zA-Z0-9_.-]{1,128})$/;

/** Parses the ARN of a Managed Service for Apache Flink application; returns null for any other text. */
export function parseApplicationArn(arn: string): ApplicationArn | null {
  const { region, accountId, name } = pattern.exec(arn)?.groups ?? {};
  if (region === undefined || accountId === undefined || name === undefined) return null;
  return { arn, region, accountId, applicationName: name };
}
