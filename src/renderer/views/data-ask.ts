import type { AppContract } from '../../shared/contract.ts';
import type { EventName } from '../../shared/endpoint.ts';
import { formatCount } from '../format.ts';

/** After these the lists are asked again. */
export const DETAIL_CHANGES: readonly EventName<AppContract>[] = ['data.changed', 'backups.changed'];
/** Rows of a list that are asked for; how many there are in all is said beside it. */
export const DETAIL_LIMIT = 2_000;

/** Returns how many of how many are shown, such as `the longest 2,000 of 4,310`; empty where all are. */
export const shownOf = (shown: number, total: number, which: string): string =>
  shown >= total ? '' : `The ${which} ${formatCount(shown)} of ${formatCount(total)} are shown.`;
