import type { TableColumn } from './table-column.ts';
import { TokenLink } from './token-link.tsx';

/** Returns a column of tokens: their symbols, or ids where none is known, as links to their pages. */
export function tokenColumn<Row extends { readonly asset: string; readonly symbol: string }>(
  width: number,
): TableColumn<Row> {
  return {
    id: 'token',
    header: 'Token',
    width,
    value: ({ symbol, asset }) => symbol || asset,
    cell: ({ asset, symbol }) => <TokenLink asset={asset} name={symbol || asset} />,
  };
}
