import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { AppError } from '../../shared/errors.ts';
import type { Workspace, WorkspaceId } from '../../shared/workspaces.ts';

/** What the handlers of workspaces ask of whoever hosts them. */
export type WorkspaceSwitch = {
  list(): Promise<Workspace[]> | Workspace[];
  open(id: WorkspaceId): Promise<void> | void;
};

/** Returns the handlers of workspaces. @param host - null where a single store was opened, as by the command line. */
export function workspaceHandlers(
  home: string,
  host: WorkspaceSwitch | null,
  hasData: () => boolean,
): Pick<Handlers<AppContract>, 'workspaces.list' | 'workspaces.open'> {
  return {
    'workspaces.list': async () => ({
      workspaces: (await host?.list()) ?? [{ id: 'own', home, isOpen: true, hasData: hasData() }],
    }),
    async 'workspaces.open'({ id }) {
      if (host === null)
        throw new AppError('conflict', `The store was opened alone, needs the workstation to open ${id}`);
      await host.open(id);
      return { id };
    },
  };
}
