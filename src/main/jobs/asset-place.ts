import { AppError } from '../../shared/errors.ts';
import { formatDay } from '../../shared/time.ts';
import type { Market } from './market.ts';

/** Returns the index of an asset in a market. Throws `not-found`, naming it, where the market has none of that id. */
export function placeOfAsset({ window, lastDay }: Market, assetId: string): number {
  const asset = window.assets.indexOf(assetId);
  if (asset >= 0) return asset;
  throw new AppError(
    'not-found',
    `No token ${assetId} was known at the end of ${formatDay(lastDay)}, needs the id of one that is in the store`,
  );
}
