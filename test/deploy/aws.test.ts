import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: Readonly<Record<string, string>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const folder = "deploy/aws";
const read = (file: string): { Version: string; Statement: readonly Statement[] } =>
  JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
const listed = (value: string | readonly string[] = []) => [value].flat() as readonly string[];
const actionsOf = (file: string) => read(file).Statement.flatMap(({ Action }) => listed(Action));
const manifest = (file: string) => parse(readFileSync(`deploy/kubernetes/${file}`, "utf8"));

/** The calls that the gateway makes, each of which has an action of its name. */
const actions = [
  ...readFileSync("src/datasources/flink/sdk.ts", "utf8").matchAll(/new sdk\.(\w+)Command\(/g),
].map(([, name]) => `kinesisanalytics:${name}`);

const writes = actions.filter((action) => !/:(?:List|Describe)/.test(action));

test.each(readdirSync(folder).filter((file) => file.endsWith(".json")))(
  "%s is a policy that allows",
  (file) => {
    const { Version, Statement, ...others } = read(file);
    expect(others).toEqual({});
    expect(Version).toBe("2012-10-17");
    const isTrust = file.startsWith("trust-policy-");
    for (const { Effect, Action, Resource, Principal } of Statement) {
      expect(Effect).toBe("Allow");
      expect(listed(Action).join()).toMatch(/^[a-z]+:[A-Z][A-Za-z]+(?:,[a-z]+:[A-Z][A-Za-z]+)*$/);
      expect([Resource === undefined, Principal !== undefined]).toEqual([isTrust, isTrust]);
    }
  },
);

test("the policies hold just the calls that the gateway makes", () => {
  expect(actions.length).toBeGreaterThan(3);
  expect(new Set(actionsOf("read-policy.json"))).toEqual(
    new Set(actions.filter((action) => !writes.includes(action))),
  );
  expect(actionsOf("write-policy.json")).toEqual(writes);
});

test("README.md names the same actions", () => {
  const named = readFileSync("README.md", "utf8").match(/kinesisanalytics:[A-Z]\w+/g);
  expect(new Set(named)).toEqual(new Set(actions));
});

test("only what AWS cannot restrict to applications is allowed for all", () => {
  const statements = [...read("read-policy.json").Statement, ...read("write-policy.json").Statement];
  for (const { Action, Resource } of statements) {
    // The service authorization reference has no resource type for ListApplications, and `application` for the others.
    const isOfAccount = listed(Action).join() === "kinesisanalytics:ListApplications";
    expect(Resource).toBe(isOfAccount ? "*" : "arn:aws:kinesisanalytics:*:123456789012:application/*");
  }
});

test("the gateway may assume the roles of its sources, which trust it and their external id", () => {
  const { sources } = manifest("sources.yaml") as { sources: readonly Record<string, string>[] };
  const flink = sources.filter(({ provider }) => provider === "AWS_FLINK");
  const [assume] = read("assume-role-policy.json").Statement;
  expect(assume?.Resource).toEqual(flink.map(({ roleArn }) => roleArn));
  const [trust] = read("trust-policy-assume-role.json").Statement;
  const role = manifest("service-account.yaml").metadata.annotations["eks.amazonaws.com/role-arn"];
  expect(trust?.Principal).toEqual({ AWS: role });
  for (const { accountId, roleArn, externalId } of flink) {
    expect(roleArn).toMatch(`arn:aws:iam::${accountId}:role/`);
    expect(trust?.Condition).toEqual({ StringEquals: { "sts:ExternalId": externalId } });
  }
});

test("the service account may assume the role of the gateway", () => {
  const [trust] = read("trust-policy-service-account.json").Statement;
  const issuer = trust?.Principal?.Federated?.replace(/^arn:aws:iam::[0-9]{12}:oidc-provider\//, "");
  const name = manifest("service-account.yaml").metadata.name;
  expect(trust?.Action).toBe("sts:AssumeRoleWithWebIdentity");
  expect(trust?.Condition).toEqual({
    StringEquals: {
      [`${issuer}:aud`]: "sts.amazonaws.com",
      [`${issuer}:sub`]: `system:serviceaccount:${manifest("kustomization.yaml").namespace}:${name}`,
    },
  });
});
