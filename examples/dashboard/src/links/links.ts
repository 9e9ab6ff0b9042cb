/** Address of the page as it is, with filters, zone, range, selection and the open window. */
export const addressOfPage = (): string => location.href;

/** Address of the page as it is, without selection, with the details of this window open. */
export function addressOfWindow(id: string): string {
  const address = new URL(location.href);
  address.searchParams.set("window", id);
  address.hash = "";
  return address.href;
}
