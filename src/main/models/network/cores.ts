/** The parts of networks that read branches, by name. */
import type { CoreFactory } from './core.ts';
import { createGruCore, createLstmCore } from './recurrent-core.ts';
import { createTransformer } from './transformer.ts';

export const CORES: Readonly<Record<string, CoreFactory>> = {
  gru: createGruCore,
  lstm: createLstmCore,
  transformer: createTransformer,
};
