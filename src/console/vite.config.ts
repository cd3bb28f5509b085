import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.DBMARKETING_URL ?? 'http://127.0.0.1:5080';

export default defineConfig({
  plugins: [react()],
  build: { outDir: '../DbMarketing.Web/wwwroot', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 900 },
  server: { proxy: { '/v1': server, '/openapi': server, '/hubs': { target: server, ws: true } } },
});
