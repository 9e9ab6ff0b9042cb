import * as v from "valibot";
import type { ChangeNotice } from "../provider.js";
import type { FlinkSource } from "./cached-source.js";
import { arnOfName } from "./named-application.js";

const eventSource = "kinesisanalytics.amazonaws.com";

/** An event of CloudTrail, as EventBridge sends it to the targets of a rule. */
const eventSchema = v.object({
  account: v.pipe(v.string(), v.regex(/^[0-9]{12}$/)),
  detail: v.object({
    awsRegion: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
    requestParameters: v.object({ applicationName: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_.-]{1,128}$/)) }),
  }),
});

/** What each member of the event must be. */
const rules: Readonly<Record<string, string>> = {
  account: "must be the 12 digits of an AWS account",
  "detail.awsRegion": "must be an AWS region such as eu-central-1",
  "detail.requestParameters": "must be the parameters of a call that names an application",
  "detail.requestParameters.applicationName": "must be the name of an application",
};

const markSchema = v.object({ detail: v.object({ eventSource: v.literal(eventSource) }) });

/** Reads an event about a call to Managed Service for Apache Flink; returns null for any other message. */
export function readChangeNotice(
  message: object,
  sources: readonly Pick<FlinkSource, "id" | "region" | "accountId">[],
): ChangeNotice | null {
  if (!v.is(markSchema, message)) return null;
  const { success, output, issues } = v.safeParse(eventSchema, message);
  if (!success) {
    const path = v.getDotPath(issues[0]) ?? "detail";
    return { path, problem: rules[path] ?? "is missing" };
  }
  const { awsRegion, requestParameters } = output.detail;
  const arn = arnOfName(awsRegion, output.account, requestParameters.applicationName);
  if (arn === null)
    return { path: "detail.awsRegion", problem: "must be an AWS region such as eu-central-1" };
  const owners = sources.filter((source) => {
    const accountId = source.accountId();
    return source.region === awsRegion && (accountId === null || accountId === output.account);
  });
  return { changes: owners.map(({ id }) => ({ sourceId: id, item: arn.arn })) };
}
