import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // In kilobytes, before compression: it is one page.
  build: { chunkSizeWarningLimit: 700 },
  // Found when the first page is asked for, they would load it twice.
  optimizeDeps: {
    include: ["react", "react-dom/client", "@apollo/client", "@apollo/client/react", "graphql", "rxjs"],
  },
});
