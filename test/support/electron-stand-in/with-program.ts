/** A running program for the tests of a file: one for each test, or one between them. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { closeChromium } from './chromium.ts';
import { createPlace, createProgram, type Place, type Program } from './program.ts';

/** Chromium and an engine begin within a second on a machine that is not busy. */
const PATIENCE = 60_000;

afterAll(closeChromium, PATIENCE);

/** Where the program of the running test lies. */
export let place: Place;
/** The program of the running test. */
export let program: Program;

async function openPlace(): Promise<void> {
  place = await createPlace();
  program = await createProgram(place);
}

async function leavePlace(): Promise<void> {
  await program.quit();
  place.remove();
}

/** Each test of the block has a program of its own, which it starts. */
export function withOwnProgram(): void {
  beforeEach(openPlace, PATIENCE);
  afterEach(leavePlace, PATIENCE);
}

/** The tests of the block have one running program between them. */
export function withSharedProgram(): void {
  beforeAll(async () => {
    await openPlace();
    await program.start();
    await program.page();
  }, PATIENCE);
  afterAll(leavePlace, PATIENCE);
}

/** Quits the program; the next one, in the same place, has not started yet. */
export async function replaceProgram(): Promise<void> {
  await program.quit();
  program = await createProgram(place);
}

/** Returns the path of the own store. */
export const storePath = (): string => join(place.home, 'indexsmith.sqlite');

/** Calls the engine from the page of the window. */
export async function callFromPage(id: number, name: string, input: object): Promise<unknown> {
  const page = await program.page();
  return page.evaluate(`window.indexsmith.call(${id}, ${JSON.stringify(name)}, ${JSON.stringify(input)})`);
}
