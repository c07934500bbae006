/**
 * Builds what the desktop program ships, below build/: the main process as JavaScript with the folders of src/ (app/), and the
 * preload script (preload/preload.cjs). Takes about two seconds. The kernels and the renderer are built by `npm run build`.
 */
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { programVersion } from '../src/main/engine/program-version.ts';
import { buildPreload } from './build-preload.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const OUT = join(root, 'build/app');
const PRELOAD = 'main/shell/desktop/preload.ts';

const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

function emit(file: string): void {
  const source = readFileSync(file, 'utf8');
  const { outputText, diagnostics } = ts.transpileModule(source, {
    compilerOptions: COMPILER_OPTIONS,
    fileName: file,
    reportDiagnostics: true,
  });
  if (diagnostics !== undefined && diagnostics.length > 0) {
    console.error(
      ts.formatDiagnostics(diagnostics, { ...ts.sys, getCanonicalFileName: (name) => name, getNewLine: () => '\n' }),
    );
    process.exit(1);
  }
  const target = join(OUT, relative(join(root, 'src'), file)).replace(/\.ts$/, '.js');
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, outputText);
}

rmSync(OUT, { recursive: true, force: true });
const files = globSync(join(root, 'src/{main,shared}/**/*.ts')).filter(
  (file) => !file.includes('kernels/assembly') && !file.endsWith(PRELOAD),
);
for (const file of files) emit(file);
// what texts are read with lies beside main/, see jobs/text-resources.ts
mkdirSync(join(OUT, 'resources'), { recursive: true });
for (const file of globSync(join(root, 'resources/sentiment-*')))
  copyFileSync(file, join(OUT, 'resources', basename(file)));
// the built program has no source to hash, and computes as its source does
writeFileSync(join(OUT, 'version.json'), `${JSON.stringify({ version: programVersion() })}\n`);

await buildPreload(join(root, 'build/preload'));
console.log(`${files.length} files in build/app, and build/preload/preload.cjs`);
