import { readdirSync, readFileSync } from "node:fs";
import { BlockList, isIPv6 } from "node:net";
import { validate as isDeployment } from "kubernetes-models/_schemas/IoK8sApiAppsV1Deployment";
import { validate as isNamespace } from "kubernetes-models/_schemas/IoK8sApiCoreV1Namespace";
import { validate as isSecret } from "kubernetes-models/_schemas/IoK8sApiCoreV1Secret";
import { validate as isService } from "kubernetes-models/_schemas/IoK8sApiCoreV1Service";
import { validate as isServiceAccount } from "kubernetes-models/_schemas/IoK8sApiCoreV1ServiceAccount";
import { validate as isNetworkPolicy } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy";
import { validate as isPodDisruptionBudget } from "kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget";
import { expect, test } from "vitest";
import { allInstructions, propertiesOf, readStages } from "../../scripts/dockerfile.js";
import { kustomization, readManifest, sources, variables } from "./manifests.js";
import { unknownFields } from "./unknown-fields.js";

interface IpBlock {
  readonly cidr: string;
  readonly except: readonly string[];
}

interface EgressRule {
  readonly to?: readonly {
    readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly ipBlock?: IpBlock;
  }[];
  readonly ports: readonly { readonly port: number; readonly protocol?: string }[];
}

const validators: Readonly<Record<string, (value: unknown) => boolean>> = {
  "apps/v1 Deployment": isDeployment,
  "networking.k8s.io/v1 NetworkPolicy": isNetworkPolicy,
  "policy/v1 PodDisruptionBudget": isPodDisruptionBudget,
  "v1 Namespace": isNamespace,
  "v1 Secret": isSecret,
  "v1 Service": isService,
  "v1 ServiceAccount": isServiceAccount,
};

const secret = "secret.example.yaml";
const deployment = readManifest("deployment.yaml");
const pod = deployment.spec.template.spec;
const [gateway, ...otherContainers] = pod.containers;
const [stage] = readStages(readFileSync("Dockerfile", "utf8")).slice(-1);
const image = propertiesOf(stage === undefined ? [] : allInstructions(stage), "ENV");
const generated: readonly { name: string; files?: readonly string[]; envs?: readonly string[] }[] =
  kustomization.configMapGenerator;

test.each([...kustomization.resources, secret])("%s is valid according to the schema of its kind", (file) => {
  const manifest = readManifest(file);
  const validate = validators[`${manifest.apiVersion} ${manifest.kind}`];
  expect(validate).toBeDefined();
  if (validate === undefined) return;
  validate(manifest);
  expect("errors" in validate ? validate.errors : "unknown").toBeNull();
  expect(unknownFields(manifest, validate)).toEqual([]);
});

test("kustomization.yaml uses every file except the example Secret", () => {
  const used = generated.flatMap(({ files = [], envs = [] }) => [...files, ...envs]);
  expect(readdirSync("deploy/kubernetes").toSorted()).toEqual(
    ["kustomization.yaml", secret, ...kustomization.resources, ...used].toSorted(),
  );
});

test("the image has the version of package.json", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(kustomization.images).toMatchObject([{ name: gateway.image, newTag: version }]);
  expect(otherContainers).toEqual([]);
});

test("references between the manifests resolve", () => {
  const { name, labels } = { ...deployment.metadata, ...deployment.spec.template.metadata };
  expect(pod.serviceAccountName).toBe(readManifest("service-account.yaml").metadata.name);
  const { selector } = deployment.spec;
  expect(selector).toEqual({ matchLabels: labels });
  expect(readManifest("service.yaml").spec.selector).toEqual(labels);
  expect(readManifest("pod-disruption-budget.yaml").spec.selector).toEqual(selector);
  expect(readManifest("network-policy.yaml").spec.podSelector).toEqual(selector);
  for (const constraint of pod.topologySpreadConstraints) expect(constraint.labelSelector).toEqual(selector);
  expect(readManifest("namespace.yaml").metadata.name).toBe(kustomization.namespace);
  expect(readManifest(secret).metadata).toEqual({ name, namespace: kustomization.namespace });
  const configMaps = [
    ...gateway.envFrom.map(({ configMapRef }: { configMapRef: { name: string } }) => configMapRef.name),
    ...pod.volumes.flatMap(({ configMap }: { configMap?: { name: string } }) => configMap?.name ?? []),
  ];
  expect(configMaps).toEqual(generated.map((one) => one.name));
});

test("the ports match those of the image", () => {
  const ports = gateway.ports.map(
    ({ name, containerPort }: { name: string; containerPort: number }) =>
      [name, String(containerPort)] as const,
  );
  expect(Object.fromEntries(ports)).toEqual({ http: image.PORT, metrics: image.METRICS_PORT });
  expect(variables.METRICS_PORT).toBe(image.METRICS_PORT);
  expect(readManifest("service.yaml").spec.ports).toMatchObject([
    { port: Number(image.PORT), targetPort: "http" },
  ]);
  const admitted = readManifest("network-policy.yaml").spec.ingress;
  expect(admitted.map(({ ports }: { ports: unknown }) => ports)).toEqual([
    [{ port: "http" }],
    [{ port: "metrics" }],
  ]);
});

test("the network policy admits every address that the gateway calls, and no others", () => {
  const { policyTypes, egress } = readManifest("network-policy.yaml").spec;
  expect(policyTypes).toEqual(["Ingress", "Egress"]);
  const urls = Object.values(variables).filter(
    (value) => /^[a-z]+:\/\//.test(value) && value !== variables.CORS_ORIGINS,
  );
  const called = urls.map((value) => {
    const { hostname, port, protocol } = new URL(value);
    const [, namespace = "public"] = /^[^.]+\.([^.]+)\.svc\.cluster\.local$/.exec(hostname) ?? [];
    return `${namespace} ${port || { "https:": 443 }[protocol]}`;
  });
  const admitted = egress.flatMap(({ to = [{}], ports }: EgressRule) =>
    to.flatMap(({ namespaceSelector, ipBlock }) => {
      const place =
        namespaceSelector?.matchLabels["kubernetes.io/metadata.name"] ?? (ipBlock ? "public" : "any");
      return ports.map(({ port, protocol = "TCP" }) => `${place} ${port}${protocol === "UDP" ? " UDP" : ""}`);
    }),
  );
  // The providers, like the identity provider, are called by HTTPS at public addresses.
  expect(new Set(admitted)).toEqual(new Set(["any 53 UDP", "any 53", "public 443", ...called]));
});

test.each([
  "169.254.169.254",
  "10.0.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "100.64.0.1",
  "fd00:ec2::254",
  "fe80::1",
])("the network policy does not admit HTTPS to %s, which is not a public address", (address) => {
  const { egress } = readManifest("network-policy.yaml").spec;
  const typeOf = (text: string) => (isIPv6(text) ? "ipv6" : "ipv4");
  const blocks = egress.flatMap(({ to = [] }: EgressRule) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
  const contains = (cidr: string) => {
    const list = new BlockList();
    const [network = "", prefix] = cidr.split("/");
    list.addSubnet(network, Number(prefix), typeOf(network));
    // IPv4 addresses also have an IPv6 form.
    return typeOf(network) === typeOf(address) && list.check(address, typeOf(address));
  };
  const admitting = blocks.filter(({ cidr, except }: IpBlock) => contains(cidr) && !except.some(contains));
  expect(admitting).toEqual([]);
});

test("the probes request /livez and /readyz", () => {
  const live = { path: "/livez", port: "http" };
  expect(gateway.startupProbe.httpGet).toEqual(live);
  expect(gateway.livenessProbe.httpGet).toEqual(live);
  expect(gateway.readinessProbe.httpGet).toEqual({ path: "/readyz", port: "http" });
});

test("the grace period is long enough to finish requests in progress", () => {
  const longest = Number(variables.SHUTDOWN_DELAY_MS) + Number(variables.REQUEST_TIMEOUT_MS);
  expect(pod.enableServiceLinks).toBe(false);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(longest / 1000 + 20);
});

test("the container has no unnecessary privileges", () => {
  expect(pod.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  });
  expect(gateway.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  expect(pod.automountServiceAccountToken).toBe(false);
});

test("every configured file is mounted", () => {
  const mountOf = (kind: string): string => {
    const { name } = pod.volumes.find((volume: Record<string, unknown>) => kind in volume);
    return gateway.volumeMounts.find((mount: { name: string }) => mount.name === name).mountPath;
  };
  const files = [
    ...generated.flatMap(({ files = [] }) => files.map((file) => `${mountOf("configMap")}/${file}`)),
    ...Object.keys(readManifest(secret).stringData).map((key) => `${mountOf("secret")}/${key}`),
  ];
  const told = [
    variables.GATEWAY_CONFIG,
    ...sources.flatMap(({ apiKeyFile = [], appKeyFile = [] }) => [apiKeyFile, appKeyFile].flat()),
  ];
  expect(told).toEqual(files);
  expect(mountOf("emptyDir")).toBe("/tmp");
});

test("the manifests contain no keys", () => {
  expect(new Set(Object.values(readManifest(secret).stringData))).toEqual(new Set(["replace-me"]));
  expect(Object.keys(variables).filter((name) => /KEY|SECRET|TOKEN|PASSWORD/.test(name))).toEqual([]);
  expect(variables.REDIS_URL).not.toContain("@");
});
