import type { Control } from "./emulators.js";
import type { TestGateway } from "./gateway.js";
import { planted, watchForSecrets } from "./secrets.js";

export const refreshToken = planted("refresh-token");

/** Moves the window of an application as the AWS console does: neither its status nor its version changes. */
export async function moveInConsole(
  { url }: Pick<Control, "url">,
  name: string,
  startTime: string,
  region = "eu-central-1",
): Promise<void> {
  const credential = `Credential=a/20261122/${region}/kinesisanalytics/aws4_request`;
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "x-amz-target": "KinesisAnalytics_20180523.UpdateApplicationMaintenanceConfiguration",
      authorization: `AWS4-HMAC-SHA256 ${credential}`,
    },
    body: JSON.stringify({
      ApplicationName: name,
      ApplicationMaintenanceConfigurationUpdate: { ApplicationMaintenanceWindowStartTimeUpdate: startTime },
    }),
  });
  if (!response.ok) throw new Error(`The window was not moved: ${response.status} ${await response.text()}`);
}

/** Sends a notice to `POST /refresh`. A text is sent as it is. */
export async function notify(
  { address }: Pick<TestGateway, "address">,
  body: unknown,
  headers: Readonly<Record<string, string>> = { authorization: `Bearer ${refreshToken}` },
) {
  const response = await fetch(`${address}/refresh`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  watchForSecrets(`${JSON.stringify(Object.fromEntries(response.headers))} ${text}`, "refresh");
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

/** Returns an event of CloudTrail about a moved window, as EventBridge sends it. */
export function moveEvent(
  applicationName: string,
  { account = "123456789012", region = "eu-central-1" } = {},
) {
  return {
    version: "0",
    id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.kinesisanalytics",
    account,
    time: "2026-11-22T12:00:00Z",
    region,
    resources: [],
    detail: {
      eventVersion: "1.09",
      userIdentity: {
        type: "AssumedRole",
        accountId: account,
        arn: `arn:aws:sts::${account}:assumed-role/Ops/ada`,
      },
      eventTime: "2026-11-22T12:00:00Z",
      eventSource: "kinesisanalytics.amazonaws.com",
      eventName: "UpdateApplicationMaintenanceConfiguration",
      awsRegion: region,
      sourceIPAddress: "192.0.2.1",
      userAgent: "Mozilla/5.0",
      requestParameters: {
        applicationName,
        applicationMaintenanceConfigurationUpdate: { applicationMaintenanceWindowStartTimeUpdate: "01:15" },
      },
      responseElements: null,
      requestID: "e897cd34-45f4-11e9-8912-e52573a36cd9",
      eventID: "57fe50e9-c764-47c3-a0aa-d0c271fa1cbb",
      readOnly: false,
      eventType: "AwsApiCall",
      apiVersion: "2018-05-23",
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: "Management",
    },
  };
}
