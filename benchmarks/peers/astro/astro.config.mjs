// Astro on the same texts, with lists by tag.
import { defineConfig } from "astro/config";

export default defineConfig({
  site: "https://alumni.harukaze.example",
  outDir: "./site",
  cacheDir: "./.astro-cache",
  build: { format: "directory" },
});
