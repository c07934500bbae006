import type { Call } from '../../shared/calls.ts';
import { callTitle } from '../call-titles.ts';
import { cancelCall } from '../state/calls.ts';
import type { CommandName, CommandState } from '../state/commands.ts';
import { useConnection } from '../state/connection.ts';
import { ProgressBar } from './progress-bar.tsx';
import { ErrorState } from './states.tsx';

/** Shows a command while it runs, with a button that cancels it, and what went wrong if it failed. Nothing while it is idle. */
export function CommandStatus<N extends CommandName>({
  command,
  title,
}: {
  readonly command: CommandState<N>;
  readonly title: string;
}) {
  const isLost = useConnection().state === 'lost';
  if (command.state === 'running') {
    const { progress } = command;
    if (isLost) return <Unheard title={title} />;
    return (
      <ProgressBar
        title={title}
        done={progress?.done ?? null}
        note={progress?.note}
        rate={progress?.rate}
        remainingSeconds={progress?.remainingSeconds}
        onCancel={() => void command.cancel()}
      />
    );
  }
  if (command.state === 'failed') return <ErrorState error={command.error} title={`${title} did not succeed`} />;
  return null;
}

/** Shows that nothing is heard of a command, in place of progress that would stand still as if it ran. */
function Unheard({ title }: { readonly title: string }) {
  return (
    <p role="status">
      {title}: the engine stopped, so how far this is, is not known. It shows again once the engine is back.
    </p>
  );
}

/** Shows a command that the engine runs, whoever asked for it, with a button that cancels it. */
export function CallProgress({
  call,
  title = callTitle(call.call),
  onCancel = () => void cancelCall(call.id),
}: {
  readonly call: Pick<Call, 'id' | 'call' | 'done' | 'note' | 'rate' | 'remainingSeconds'>;
  readonly title?: string | undefined;
  readonly onCancel?: (() => void) | undefined;
}) {
  const { done, note, rate, remainingSeconds } = call;
  if (useConnection().state === 'lost') return <Unheard title={title} />;
  return (
    <ProgressBar
      title={title}
      done={done}
      note={note}
      rate={rate}
      remainingSeconds={remainingSeconds}
      onCancel={onCancel}
    />
  );
}

/** Shows a command of this page as {@link CommandStatus} does, or else the same command that was asked for elsewhere. */
export function RunStatus<N extends CommandName>({
  command,
  running,
  title,
}: {
  readonly command: CommandState<N>;
  /** As `useRunningCall` finds it. */
  readonly running: Call | undefined;
  readonly title: string;
}) {
  if (command.state === 'running' || command.state === 'failed')
    return <CommandStatus command={command} title={title} />;
  return running === undefined ? null : <CallProgress call={running} />;
}
