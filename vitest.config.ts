import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const ELECTRON_STAND_IN = fileURLToPath(new URL('./test/support/electron-stand-in/electron.ts', import.meta.url));
const END_TO_END = 'test/e2e/**/*.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    // no binary of Electron is needed to test the shell; see docs/decisions/0014-the-desktop-shell.md
    alias: [{ find: /^electron$/, replacement: ELECTRON_STAND_IN }],
    testTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'program', include: ['test/**/*.test.ts'], exclude: [END_TO_END] } },
      {
        extends: true,
        // one browser, one renderer and the prepared homes serve every file
        test: { name: 'e2e', include: [END_TO_END], globalSetup: ['test/support/e2e-setup.ts'] },
      },
    ],
  },
});
