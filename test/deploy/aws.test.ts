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

/** The IAM actions of the calls that the gateway makes. Each has the name of its call. */
const actions = [
  ...readFileSync("src/datasources/flink/sdk.ts", "utf8").matchAll(/new sdk\.(\w+)Command\(/g),
].map(([, name]) => `kinesisanalytics:${name}`);

const writes = actions.filter((action) => !/:(?:List|Describe)/.test(action));

test.each(readdirSync(folder).filter((file) => file.endsWith(".json")))(
  "%s is a policy with allow statements only",
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

test("the policies allow exactly the calls that the gateway makes", () => {
  expect(actions.length).toBeGreaterThan(3);
  expect(new Set(actionsOf("read-policy.json"))).toEqual(
    new Set(actions.filter((action) => !writes.includes(action))),
  );
  expect(actionsOf("write-policy.json")).toEqual(writes);
});

test("docs/operating.md names the same actions", () => {
  const named = readFileSync("docs/operating.md", "utf8").match(/kinesisanalytics:[A-Z]\w+/g);
  expect(new Set(named)).toEqual(new Set(actions));
});

test("all actions are restricted to applications, except the one that AWS cannot restrict", () => {
  const statements = [...read("read-policy.json").Statement, ...read("write-policy.json").Statement];
  for (const { Action, Resource } of statements) {
    // In AWS's service authorization reference, ListApplications has no resource type; the others have `application`.
    const isOfAccount = listed(Action).join() === "kinesisanalytics:ListApplications";
    expect(Resource).toBe(isOfAccount ? "*" : "arn:aws:kinesisanalytics:*:123456789012:application/*");
  }
});

test("the gateway can assume the roles of its sources, which trust its role and external id", () => {
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

test("the service account can assume the role of the gateway", () => {
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
