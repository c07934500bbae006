import { EXCHANGES } from './data-markets.ts';

/** What a TextField for an exchange has as its `list`. */
export const EXCHANGE_NAMES = 'exchange-names';

/** Shows nothing by itself: the exchanges that a TextField with `list={EXCHANGE_NAMES}` offers while one types. */
export function ExchangeNames() {
  return (
    <datalist id={EXCHANGE_NAMES}>
      {EXCHANGES.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </datalist>
  );
}
