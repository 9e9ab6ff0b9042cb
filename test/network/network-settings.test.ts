import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readNetworkSettings } from "../../src/network/network-settings.js";
import { createCertificate } from "../support/relay.js";

const proxiesIn = (environment: Record<string, string>) => readNetworkSettings(environment).network?.proxies;

describe("a proxy", () => {
  test.each([
    ["http://proxy.example.com:3128", "http://proxy.example.com:3128/"],
    ["https://proxy.example.com", "https://proxy.example.com/"],
    // As for curl, the scheme is optional.
    ["proxy.example.com:3128", "http://proxy.example.com:3128/"],
    ["10.0.0.1:3128", "http://10.0.0.1:3128/"],
    ["user:pass@proxy.example.com:3128", "http://user:pass@proxy.example.com:3128/"],
    [" http://proxy.example.com:3128/ ", "http://proxy.example.com:3128/"],
    // Node.js would ignore it.
    ["HTTP://proxy.example.com:3128", "http://proxy.example.com:3128/"],
    ["http://user:100%25@proxy.example.com:3128", "http://user:100%25@proxy.example.com:3128/"],
  ])("is accepted as %j", (given, expected) => {
    for (const variable of ["HTTPS_PROXY", "HTTP_PROXY"]) {
      expect(proxiesIn({ [variable]: given })).toEqual({ [variable]: expected });
      expect(proxiesIn({ [variable.toLowerCase()]: given })).toEqual({ [variable]: expected });
    }
  });

  test.each([
    "socks5://planted-secret@proxy.example.com:1080",
    "http://user:planted-secret#1@proxy.example.com:3128",
    "http://user:planted-secret?1@proxy.example.com:3128",
    "http://",
    "ftp://proxy.example.com",
    "http://proxy example.com",
    "http://proxy.example.com:99999",
    "http://proxy.example.com:0",
    "http://user:planted-secret%@proxy.example.com:3128",
    "http://user:planted-secret%E9@proxy.example.com:3128",
  ])("is rejected as %j, and its password is not printed", (given) => {
    const { network, faults } = readNetworkSettings({ https_proxy: given });
    expect(network).toBeNull();
    expect(faults).toEqual([
      { key: "https_proxy", message: expect.stringContaining("must be the URL of an HTTP proxy, such as") },
    ]);
    expect(JSON.stringify(faults)).not.toContain("planted-secret");
  });

  test("in lower case takes precedence, and an empty one counts as not set", () => {
    const [one, two] = ["http://one.example.com/", "http://two.example.com/"];
    expect(proxiesIn({ HTTPS_PROXY: one, https_proxy: two, NO_PROXY: "a", no_proxy: "b" })).toEqual({
      HTTPS_PROXY: two,
      NO_PROXY: "b",
    });
    expect(proxiesIn({ HTTPS_PROXY: one, https_proxy: " " })).toEqual({ HTTPS_PROXY: one });
  });
});

test.each([
  [
    "10.0.0.0/8, localhost",
    "contains a CIDR block, which has no effect. Write a range, such as 10.0.0.1-10.0.0.254.",
  ],
  ["localhost .example.com", "contains spaces between hosts. Separate the hosts with commas."],
])("NO_PROXY=%j gets a warning", (NO_PROXY, message) => {
  expect(readNetworkSettings({ NO_PROXY }).warnings).toEqual([{ key: "NO_PROXY", message }]);
  expect(readNetworkSettings({ NO_PROXY: "localhost, .example.com,10.0.0.1-10.0.0.9" }).warnings).toEqual([]);
});

describe("files with certificate authorities", () => {
  test.each(["AWS_CA_BUNDLE", "SSL_CERT_FILE"])("add to those that Node.js trusts: %s", (variable) => {
    const certificate = createCertificate(["localhost"]);
    if (certificate === null) throw new Error("This test needs openssl.");
    const { network } = readNetworkSettings({ [variable]: certificate.file });
    expect(network?.certificateAuthorities).toContain(certificate.cert);
    expect(network?.certificateAuthorities?.length).toBeGreaterThan(50);
  });

  test.each(["AWS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"])("are checked: %s", (key) => {
    const faultsOf = (file: string) => readNetworkSettings({ [key]: file }).faults;
    expect(faultsOf("/nowhere")).toEqual([{ key, message: "names a file that cannot be read." }]);
    const broken = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "broken.pem");
    writeFileSync(broken, "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n");
    for (const file of ["package.json", broken]) {
      expect(faultsOf(file)).toEqual([
        { key, message: "names a file without valid certificates in PEM format." },
      ]);
    }
  });
});
