/** Native notifications of what the user waits for while they look at something else. */
import { Notification } from 'electron';
import type { Call } from '../../../shared/calls.ts';
import { type AppContract, contract } from '../../../shared/contract.ts';
import type { Draft } from '../../../shared/drafts.ts';
import type { CallName, Contract, Output } from '../../../shared/endpoint.ts';
import { NEVER_CANCELLED } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/create-engine.ts';

export type NotificationOptions = {
  readonly engine: Pick<Engine, 'call' | 'subscribe'>;
  /** Whether the user sees the window now. */
  readonly isFocused: () => boolean;
  /** The notification was clicked. */
  readonly onClick: () => void;
  readonly onDefect: (stack: string) => void;
};

/** Nobody looks away from what takes less. */
const LONG_MS = 10_000;

const NAMES: Readonly<Partial<Record<CallName<AppContract>, string>>> = {
  'imports.run': 'The import',
  'feeds.ingest': 'Fetching candles',
  'feeds.simulate': 'The simulated market',
  'models.train': 'Training',
  'ratings.create': 'Rating the market',
  'drafts.create': 'The draft',
  'backtests.run': 'The backtest',
};

/**
 * Tells of long commands that ended and of drafts that await a decision, while the window is not in front. A cancelled command
 * was cancelled by the user and is not told.
 *
 * @returns its own undo.
 */
export function watchNotifications({ engine, isFocused, onClick, onDefect }: NotificationOptions): () => void {
  const toldDrafts = new Set<string>();
  // what is shown must not be collected, or its click is never heard
  const shown = new Set<Notification>();

  const notify = (title: string, body: string): void => {
    const notification = new Notification({ title, body });
    shown.add(notification);
    notification.on('click', onClick);
    notification.on('close', () => shown.delete(notification));
    notification.show();
  };
  const ask = async <N extends CallName<AppContract>>(name: N, input: object): Promise<Output<AppContract[N]>> =>
    (await engine.call(name, input, NEVER_CANCELLED)) as Output<AppContract[N]>;

  const tellCall = async (id: number): Promise<void> => {
    const { calls } = await ask('calls.list', {});
    const call = calls.find((one) => one.id === id);
    if (call === undefined || call.endedTime === null || call.endedTime - call.startedTime < LONG_MS) return;
    if (isFocused()) return;
    if (call.state === 'done') notify(`${nameOf(call)} is done`, call.note);
    else if (call.state === 'failed') notify(`${nameOf(call)} failed`, call.error?.message ?? '');
  };
  const tellDraft = async (id: string): Promise<void> => {
    if (toldDrafts.has(id)) return;
    const draft: Draft = await ask('drafts.get', { id });
    if (draft.state !== 'proposed' || isFocused()) return;
    toldDrafts.add(id);
    notify('A draft awaits your decision', draft.name);
  };
  const undo = engine.subscribe((name, payload) => {
    if (!Notification.isSupported()) return;
    const { id } = payload as { id: never };
    const telling = name === 'calls.changed' ? tellCall(id) : name === 'drafts.changed' ? tellDraft(id) : undefined;
    telling?.catch((thrown: Error) => onDefect(thrown.stack ?? String(thrown)));
  });
  return () => {
    undo();
    shown.clear();
  };
}

function nameOf({ call }: Call): string {
  return NAMES[call as CallName<AppContract>] ?? (contract as Contract)[call as `${string}.${string}`]?.summary ?? call;
}
