import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { blocks } from "../docs/blocks.js";
import { matchesPattern } from "../support/event-pattern.js";
import { moveEvent } from "../support/notices.js";

const { Parameters: parameters, Resources: resources } = parse(
  readFileSync("deploy/aws/push-refresh.yaml", "utf8"),
);
const pattern = resources.Rule.Properties.EventPattern;
const move = moveEvent("orders-enrichment");
const withDetail = (detail: object) => ({ ...move, detail: { ...move.detail, ...detail } });

test("the rule matches an event about a moved window", () => {
  expect(matchesPattern(pattern, move)).toBe(true);
});

test.each([
  ["a failed move", withDetail({ errorCode: "ResourceInUseException" })],
  ["another call", withDetail({ eventName: "DescribeApplication" })],
  ["a call to another service", withDetail({ eventSource: "kinesis.amazonaws.com" })],
  ["an event that is not about a call", { ...move, "detail-type": "AWS Console Sign In via CloudTrail" }],
  ["an event of another service", { ...move, source: "aws.kinesis" }],
])("the rule does not match %s", (_name, event) => {
  expect(matchesPattern(pattern, event)).toBe(false);
});

test("the recipe shows the pattern of the rule", () => {
  const shown = blocks.filter(
    ({ page, language, text }) =>
      page === "docs/recipes/push-refresh.md" && language === "json" && text.includes("detail-type"),
  );
  expect(shown.map(({ text }) => JSON.parse(text))).toEqual([pattern]);
});

test("the rule sends its events, unchanged, to the gateway with the token", () => {
  const { Connection, Destination, Role, Rule } = resources;
  const { Targets: targets } = Rule.Properties;
  const arnOf = (name: string) => ({ "Fn::GetAtt": [name, "Arn"] });
  expect(targets).toHaveLength(1);
  expect(targets[0]).toMatchObject({ Arn: arnOf("Destination"), RoleArn: arnOf("Role") });
  expect(Object.keys(targets[0]).filter((member) => member.startsWith("Input"))).toEqual([]);
  expect(Destination.Properties).toMatchObject({
    ConnectionArn: arnOf("Connection"),
    HttpMethod: "POST",
    InvocationEndpoint: { Ref: "RefreshUrl" },
  });
  expect(Connection.Properties.AuthParameters.ApiKeyAuthParameters).toEqual({
    ApiKeyName: "authorization",
    ApiKeyValue: { "Fn::Sub": expect.stringMatching(/^Bearer \$\{RefreshToken\}$/) },
  });
  expect(Role.Properties.Policies[0].PolicyDocument.Statement).toEqual([
    { Effect: "Allow", Action: "events:InvokeApiDestination", Resource: arnOf("Destination") },
  ]);
  expect(parameters.RefreshToken.NoEcho).toBe(true);
});
