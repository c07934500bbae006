import { z } from 'zod';
import { type Contract, command, event, query } from './endpoint.ts';

/** The user's own data, and a simulated market in a folder of its own, so that what is made up never mixes with what is real. */
export const WORKSPACES = ['own', 'sample'] as const;
export type WorkspaceId = (typeof WORKSPACES)[number];

/** One of the two stores that the program can be opened on. */
export const Workspace = z.object({
  id: z.enum(WORKSPACES),
  isOpen: z.boolean().describe('whether calls are answered from it'),
  hasData: z.boolean().nullable().describe('whether it has candles; null while it was not opened yet'),
  home: z.string().describe('its folder'),
});
export type Workspace = z.infer<typeof Workspace>;

export const workspaces = {
  'workspaces.list': query({
    summary: 'The workspaces, and which of them is open',
    input: z.object({}),
    output: z.object({ workspaces: z.array(Workspace) }),
  }),
  'workspaces.open': command({
    summary: 'Answer calls from a workspace from now on; what runs in the other goes on',
    input: z.object({ id: z.enum(WORKSPACES) }),
    output: z.object({ id: z.enum(WORKSPACES) }),
  }),
  'workspaces.changed': event({
    summary: 'Another workspace is open: everything has to be asked again',
    output: z.object({ id: z.enum(WORKSPACES) }),
  }),
} as const satisfies Contract;
