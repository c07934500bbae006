/** The program as a person runs it: a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../src/main/shell/cli.ts', import.meta.url));

export type Ended = {
  /** Null if a signal ended the process. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
};

export type Running = { readonly child: ChildProcess; readonly ended: Promise<Ended> };

/** Starts the command line with these arguments. @param as - whose process it is, for who may say so. */
export function startCommand(args: readonly string[], as: { uid?: number; gid?: number } = {}): Running {
  const child = spawn(process.execPath, [CLI, ...args], { ...as, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text;
  });
  child.stderr.on('data', (text: Buffer) => {
    errors += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, output, errors }));
  });
  return { child, ended };
}

/** Runs the command line to its end. */
export function runCommand(args: readonly string[], as: { uid?: number; gid?: number } = {}): Promise<Ended> {
  return startCommand(args, as).ended;
}

/** Waits until the file is there, or until the process has ended without it. Returns whether the file is there. */
export async function fileAppears(path: string, running: Running): Promise<boolean> {
  while (running.child.exitCode === null && running.child.signalCode === null) {
    if (existsSync(path)) return true;
    await pause(2);
  }
  return existsSync(path);
}
