import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.DBMARKETING_URL ?? 'http://127.0.0.1:5080';

export default defineConfig({
  plugins: [react()],
  // Browsers from 2024 on know light-dark(), on which both colour schemes stand.
  build: { outDir: '../DbMarketing.Web/wwwroot', emptyOutDir: true, target: 'es2022', cssTarget: ['chrome123', 'firefox120', 'safari17.5'], chunkSizeWarningLimit: 900 },
  server: { proxy: { '/v1': server, '/openapi': server, '/hubs': { target: server, ws: true } } },
});
