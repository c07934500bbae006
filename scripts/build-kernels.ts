/**
 * Compiles src/main/kernels/assembly to build/kernels/kernels.wasm: SIMD, over an imported memory that threads share. Takes
 * about two seconds; runs with `npm ci`.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
mkdirSync(`${root}build/kernels`, { recursive: true });

const { error, stdout, stderr } = await asc.main(
  [
    'src/main/kernels/assembly/index.ts',
    ...['--baseDir', root, '--outFile', 'build/kernels/kernels.wasm'],
    ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
    ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory'],
    // the most that any memory may grow to: 65536 pages are 4 GiB
    ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ],
  {},
);
if (error !== null) {
  console.error(`The kernels did not compile.\n${stdout.toString()}${stderr.toString()}`);
  process.exit(1);
}
