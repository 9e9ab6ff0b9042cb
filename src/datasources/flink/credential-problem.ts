import { safeTokenOrNull } from "../../domain/failures/upstream-call-failure.js";
import { detailOf } from "../../upstream/classify-failure.js";
import { codesOf } from "../../upstream/error-codes.js";

/** A cause of missing credentials: how the SDK's messages describe it, and what an operator can do. `profile` is its name in quotes. */
interface Problem {
  readonly pattern: RegExp;
  readonly detail: (profile: string) => string;
}

/**
 * The known causes, the most specific first. The SDK's messages are not passed on, because they can contain secrets: the message of
 * a failed process quotes its command and its output.
 */
const problems: readonly Problem[] = [
  {
    pattern: /requires multi-factor authentication/i,
    detail: (profile) =>
      `profile ${profile} requires MFA, for which a server has no code. Use a profile without mfa_serial, or export the credentials of a session`,
  },
  {
    pattern: /aws login|Failed to load token from|Failed to refresh token|Token validation failed/,
    detail: (profile) =>
      `the login session of profile ${profile} is missing or has expired. Log in again: aws login --profile ${profile}`,
  },
  {
    pattern: /\bsso login\b|SSO Token|UnauthorizedException/i,
    detail: (profile) =>
      `the SSO session of profile ${profile} is missing or has expired. Log in again: aws sso login --profile ${profile}`,
  },
  {
    pattern: /ForbiddenException/,
    detail: (profile) =>
      `the SSO user has no access to the account or role of profile ${profile}. Check sso_account_id and sso_role_name`,
  },
  {
    pattern: /invalid SSO credentials|Sso session '|sso_session|Conflicting SSO/i,
    detail: (profile) =>
      `the SSO settings of profile ${profile} are incomplete. Run: aws configure sso --profile ${profile}`,
  },
  {
    pattern: /credential_process (?:returned invalid JSON|did not return Version 1)/,
    detail: (profile) =>
      `the credential_process of profile ${profile} did not print JSON with "Version": 1. Run its command to see what it prints`,
  },
  {
    pattern: /credential_process returned invalid credentials/,
    detail: (profile) =>
      `the credential_process of profile ${profile} printed no AccessKeyId or no SecretAccessKey. Run its command to see what it prints`,
  },
  {
    pattern: /credential_process returned expired credentials/,
    detail: (profile) =>
      `the credential_process of profile ${profile} printed credentials that have expired. Log in again with its program, or check the clock`,
  },
  {
    pattern: /Command failed|maxBuffer/,
    detail: (profile) =>
      `the credential_process of profile ${profile} failed. Run its command to see why; its program may need a new login`,
  },
  {
    pattern: /Invalid response from STS|Deserialization error/,
    detail: () =>
      "AWS STS or SSO, or a proxy in its place, returned a response without credentials. Check AWS_ENDPOINT_URL_STS and the proxy",
  },
  {
    pattern: /Detected a cycle/,
    detail: (profile) => `profile ${profile} refers to itself through source_profile`,
  },
  {
    pattern: /Unsupported credential source/,
    detail: (profile) =>
      `credential_source of profile ${profile} must be Environment, EcsContainer or Ec2InstanceMetadata`,
  },
];

/** STS's exceptions, and what an operator can do. */
const rejections: readonly { readonly pattern: RegExp; readonly advice: string }[] = [
  { pattern: /^AccessDenied/, advice: "Check the ARN of the role, its trust policy and the external id" },
  { pattern: /^ExpiredToken/, advice: "The credentials that assume the role have expired: renew them" },
  {
    pattern: /^(?:InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient)/,
    advice: "The keys that assume the role are invalid: check them",
  },
  {
    pattern: /^(?:InvalidIdentityToken|IDPRejectedClaim)/,
    advice:
      "The token in AWS_WEB_IDENTITY_TOKEN_FILE was rejected: check the role's trust policy and the issuer",
  },
  { pattern: /^RegionDisabled/, advice: "Activate AWS STS for the region, or use another region" },
];

/** Returns why there are no credentials, for operators. `messages` are the debug messages of the SDK's providers. */
export function credentialProblem(
  error: unknown,
  messages: readonly string[],
  profile: string | undefined,
): string {
  const rejection = rejectionOf(error);
  if (rejection !== null) return rejection;
  const texts = error instanceof Error ? [...messages, error.message] : messages;
  const says = (pattern: RegExp) => texts.some((text) => pattern.test(text));
  const name = profile === undefined ? "default" : (safeTokenOrNull(profile) ?? JSON.stringify(profile));
  const known = problems.find(({ pattern }) => says(pattern));
  if (known !== undefined) return known.detail(name);
  const network = detailOf(error);
  if (network !== null) return `the host that issues AWS credentials cannot be reached: ${network}`;
  const fileError = [...codesOf(error)].find((code) => unreadable.has(code));
  if (fileError !== undefined)
    return `a file that the AWS credentials need, such as AWS_WEB_IDENTITY_TOKEN_FILE, cannot be read: ${fileError}`;
  if (profile === undefined)
    return `no AWS credentials were found in ${places}. Set AWS_PROFILE or keys, or attach a role`;
  return says(/could not be found in shared credentials file/)
    ? `profile ${name} does not exist in AWS's shared files. Check its name: aws configure list-profiles`
    : `profile ${name} does not exist in AWS's shared files or has no credentials. Check it: aws configure list --profile ${name}`;
}

const unreadable = new Set(["ENOENT", "EACCES", "EISDIR"]);

const places = "AWS_ACCESS_KEY_ID, AWS's shared files, a web identity, a container or an instance";

/** Returns how AWS STS rejected the request for credentials; null if it did not. */
function rejectionOf(error: unknown): string | null {
  if (!(error instanceof Error && "$fault" in error)) return null;
  const name = safeTokenOrNull(error.name) ?? "an unknown error";
  const { advice } = rejections.find(({ pattern }) => pattern.test(name)) ?? {};
  return `AWS STS returned ${name}${advice === undefined ? "" : `. ${advice}`}`;
}
