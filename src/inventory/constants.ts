/** Fixed numbers of the inventory. */

/** Changes in one `changeMaintenanceWindows`. */
export const maxBulkChanges = 100;

/** Ordered lists that are kept: a few sets of sources in each order, now and at the time of pages that were begun before. */
export const maxCachedOrders = 12;
