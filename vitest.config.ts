import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const ELECTRON_STAND_IN = fileURLToPath(new URL('./test/support/electron-stand-in/electron.ts', import.meta.url));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // no binary of Electron is needed to test the shell; see docs/decisions/0014-the-desktop-shell.md
    alias: [{ find: /^electron$/, replacement: ELECTRON_STAND_IN }],
    testTimeout: 60_000,
    reporters: process.env.CI ? ['default'] : ['default'],
  },
});
