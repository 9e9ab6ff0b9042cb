import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A recorded AssumeRole request: its parameters, and the access key that signed it. */
export interface AssumedRole {
  readonly RoleArn: string | null;
  readonly RoleSessionName: string | null;
  readonly ExternalId: string | null;
  readonly signedWith: string | null;
}

/**
 * Starts the part of AWS STS that returns a role's credentials (AWS Query protocol, AssumeRole). Their access keys contain
 * the role's account, as the Flink emulator expects. An external id, if present, must be `agreed`.
 */
export async function startSecurityTokenService() {
  const assumed: AssumedRole[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const [, signedWith = null] = /Credential=([^/]+)/.exec(incoming.headers.authorization ?? "") ?? [];
    const [RoleArn, RoleSessionName, ExternalId] = ["RoleArn", "RoleSessionName", "ExternalId"].map((name) =>
      form.get(name),
    ) as [string | null, string | null, string | null];
    assumed.push({ RoleArn, RoleSessionName, ExternalId, signedWith });
    if (ExternalId !== null && ExternalId !== "agreed") {
      const error = "<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No.</Message></Error>";
      outgoing.writeHead(403, { "content-type": "text/xml" });
      return void outgoing.end(`<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>`);
    }
    const account = RoleArn?.split(":")[4] ?? "";
    const credentials = [
      `<AccessKeyId>ASIA${account}</AccessKeyId>`,
      "<SecretAccessKey>assumed</SecretAccessKey>",
      "<SessionToken>token</SessionToken>",
      `<Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>`,
    ].join("");
    outgoing.writeHead(200, { "content-type": "text/xml" });
    outgoing.end(
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    assumed,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
