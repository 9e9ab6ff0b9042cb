/** Fixed limits for the inventory. */

/** Maximum number of changes in one `changeMaintenanceWindows` mutation. */
export const maxBulkChanges = 100;

/** Maximum number of cached ordered lists: a few sets of sources in each order, for new requests and for earlier cursors. */
export const maxCachedOrders = 12;
