import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at('src/renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: at('build/renderer'),
    emptyOutDir: true,
    // the shells bring a Chromium of their own or open an up-to-date browser
    target: 'chrome130',
    cssTarget: 'chrome130',
    // the content policy allows no inline code, and data: for images alone
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
