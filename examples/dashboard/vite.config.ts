import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
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
      "rxjs",
    ],
  },
});
