import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const RENDERER = fileURLToPath(new URL('../build/renderer', import.meta.url));

/** Returns the bytes of the built renderer after gzip: of all of it, and of what its page names itself. */
export function bundleSizes(): { readonly total: number; readonly first: number } {
  const sizeOf = (file: string): number => gzipSync(readFileSync(join(RENDERER, file))).length;
  const assets = readdirSync(join(RENDERER, 'assets')).filter((file) => /\.(js|css)$/.test(file));
  const page = readFileSync(join(RENDERER, 'index.html'), 'utf8');
  const sum = (files: readonly string[]): number =>
    files.reduce((bytes, file) => bytes + sizeOf(join('assets', file)), sizeOf('index.html'));
  return { total: sum(assets), first: sum(assets.filter((file) => page.includes(file))) };
}

/** Returns the scripts of the built renderer that hold one of the texts, each with the first that it holds. */
export function findInBundle(texts: readonly string[]): { readonly file: string; readonly text: string }[] {
  const scripts = readdirSync(join(RENDERER, 'assets')).filter((file) => file.endsWith('.js'));
  return scripts.flatMap((file) => {
    const code = readFileSync(join(RENDERER, 'assets', file), 'utf8');
    const text = texts.find((mark) => code.includes(mark));
    return text === undefined ? [] : [{ file, text }];
  });
}
