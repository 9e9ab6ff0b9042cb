/** Returns the start of each application's window, read from the emulator. */
export async function applicationsOf(url: string, names: readonly string[]): Promise<Map<string, string>> {
  const starts = await Promise.all(
    names.map(async (name) => {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "KinesisAnalytics_20180523.DescribeApplication",
          authorization: "Credential=soak/20261122/eu-central-1/kinesisanalytics/aws4_request",
        },
        body: JSON.stringify({ ApplicationName: name }),
      });
      const { ApplicationDetail } = (await response.json()) as {
        ApplicationDetail: {
          ApplicationMaintenanceConfigurationDescription: { ApplicationMaintenanceWindowStartTime: string };
        };
      };
      const { ApplicationMaintenanceConfigurationDescription: maintenance } = ApplicationDetail;
      return [name, maintenance.ApplicationMaintenanceWindowStartTime] as const;
    }),
  );
  return new Map(starts);
}

/** Returns the query of each window that the soak test created, read from the emulator. */
export async function soakWindowsOf(url: string): Promise<Map<string, string>> {
  const response = await fetch(`${url}/api/v2/maintenance_windows`, {
    headers: { "dd-api-key": "soak", "dd-application-key": "soak" },
  });
  const { data } = (await response.json()) as {
    data: readonly { readonly attributes: { readonly name: string; readonly query: string } }[];
  };
  const own = data.filter(({ attributes }) => attributes.name.startsWith("Soak "));
  return new Map(own.map(({ attributes }) => [attributes.name, attributes.query]));
}
