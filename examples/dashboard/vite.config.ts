import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // The page's settings. Everyone who can load the page can read them.
  envPrefix: "DASHBOARD_OIDC_",
  // In kB before compression. The dashboard is a single page, so one chunk is fine.
  build: { chunkSizeWarningLimit: 700 },
  // Vite would otherwise discover these during the first page load, and reload the page.
  optimizeDeps: {
    include: [
      "react",
      "react-dom/client",
      "@apollo/client",
      "@apollo/client/react",
      "graphql",
      "graphql-sse",
      "oidc-client-ts",
      "rxjs",
    ],
  },
});
