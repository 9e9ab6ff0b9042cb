// Loaded into the gateway that is soaked, so that what its heap holds can be told from garbage.
setInterval(() => globalThis.gc?.(), 2_000).unref();
