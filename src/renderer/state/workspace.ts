import type { Workspace, WorkspaceId } from '../../shared/workspaces.ts';
import { type CommandState, useCommand } from './commands.ts';
import { type QueryState, useQuery } from './query.ts';

/** What the shell shows of the workspaces. `isSimulated` is true wherever the open one holds made-up data. */
export type WorkspaceState = {
  readonly open: Workspace | undefined;
  readonly all: readonly Workspace[];
  readonly isSimulated: boolean;
  /** Day of the newest whole candles, such as 2024-06-30; null without data, undefined before it is known. */
  readonly dataDay: string | null | undefined;
  readonly status: QueryState<unknown>['state'];
  readonly switchTo: (id: WorkspaceId) => ReturnType<CommandState<'workspaces.open'>['run']>;
};

/** Returns the open workspace, the others, and until when its data reaches. */
export function useWorkspace(): WorkspaceState {
  const list = useQuery('workspaces.list', {}, { refreshOn: ['data.changed', 'backups.changed'] });
  const status = useQuery('system.status', {}, { refreshOn: ['data.changed', 'backups.changed'] });
  const { run } = useCommand('workspaces.open');
  const all = list.value?.workspaces ?? [];
  const open = all.find(({ isOpen }) => isOpen);
  return {
    open,
    all,
    isSimulated: status.value?.simulated ?? open?.id === 'sample',
    dataDay: status.value && (status.value.newestWholeDay?.day ?? status.value.newestDay?.day ?? null),
    status: list.state,
    switchTo: (id) => run({ id }),
  };
}
