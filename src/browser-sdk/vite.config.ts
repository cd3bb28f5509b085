import { defineConfig } from 'vite';

// One ES module that a page can load as it is; served as /sdk/dbmarketing.js.
export default defineConfig({
  build: {
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: () => 'dbmarketing.js' },
    outDir: '../DbMarketing.Web/wwwroot/sdk',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    minify: true,
  },
});
