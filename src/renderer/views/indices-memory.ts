import { usePageMemory } from '../state/preferences.ts';
import { INITIAL_FORM, type IndexForm, readForm } from './indices-form.ts';

/** Returns what was entered into the builder, kept over visits, and its setter; a draft's page sends its own preferences there. */
export const useBuilderForm = (): [IndexForm, (form: IndexForm) => void] =>
  usePageMemory('indices.builder', INITIAL_FORM, readForm);

/** Returns whether the builder is open, and its setter. */
export const useBuilderOpen = (): [boolean, (isOpen: boolean) => void] =>
  usePageMemory<boolean>('indices.isBuilding', false, (kept) => (typeof kept === 'boolean' ? kept : undefined));
