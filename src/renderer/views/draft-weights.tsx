import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { Draft } from '../../shared/drafts.ts';
import { formatCount } from '../format.ts';
import { tokenPath } from '../routes.ts';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { Panel } from '../ui/panel.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { TokenLink } from '../ui/token-link.tsx';
import { RANK_HELP, WHY_HELP, whyIn } from './draft-words.ts';

type Row = Draft['weights'][number];

const columnsOf = (draft: Draft, whyOf: (reason: Row['reason']) => string): readonly TableColumn<Row>[] => [
  {
    id: 'name',
    header: 'Token',
    width: 142,
    value: ({ name }) => name,
    cell: ({ asset, name }) => <TokenLink asset={asset} name={name} />,
  },
  { id: 'asset', header: 'Id', isHidden: true, width: 150, value: ({ asset }) => asset },
  { id: 'weight', header: 'Weight', kind: 'share', width: 82, value: ({ weight }) => weight },
  {
    id: 'held',
    header: 'Held',
    help: 'Weight before this draft, drifted with prices.',
    kind: 'share',
    width: 65,
    value: ({ reason }) => reason.heldWeight,
  },
  {
    id: 'change',
    header: 'Change',
    help: 'Weight less what was held, in percentage points.',
    kind: 'percent',
    isChange: true,
    width: 85,
    value: ({ weight, reason }) => weight - reason.heldWeight,
  },
  { id: 'score', header: 'Signal', term: 'signal', kind: 'ratio', width: 66, value: ({ reason }) => reason.score },
  {
    id: 'rank',
    header: 'Rank',
    help: RANK_HELP,
    kind: 'count',
    width: 52,
    value: ({ reason }) => reason.rank,
  },
  {
    id: 'volatility',
    header: `Volatility, ${formatCount(draft.preferences.covarianceDays)} d`,
    help: `How much the price moves up and down in a year, as a standard deviation, over the last ${formatCount(draft.preferences.covarianceDays)} days. Ratings look at 90 days, so the figure there is another.`,
    kind: 'share',
    width: 120,
    value: ({ reason }) => reason.volatility,
  },
  {
    id: 'risk',
    header: 'Risk',
    term: 'risk contribution',
    kind: 'share',
    width: 65,
    value: ({ reason }) => reason.riskContribution,
  },
  {
    id: 'wanted',
    header: 'Wanted',
    help: 'Weight as the weighting gave it, before any limit.',
    kind: 'share',
    isHidden: true,
    width: 80,
    value: ({ reason }) => reason.wantedWeight,
  },
  { id: 'sector', header: 'Sector', width: 80, value: ({ reason }) => reason.sector ?? 'unknown' },
  {
    id: 'why',
    header: 'Why',
    help: WHY_HELP,
    width: 282,
    value: ({ reason }) => whyOf(reason),
    title: ({ reason }) => whyOf(reason),
  },
];

const LARGEST_FIRST = { column: 'weight', direction: 'descending' } as const;

const rowText = ({ asset, name, reason }: Row): string => `${name} ${asset} ${reason.sector ?? 'unknown'}`;

/** Shows the weights of a draft with the reason of each. */
export function WeightsTable({ draft }: { readonly draft: Draft }) {
  const [, setLocation] = useLocation();
  const columns = useMemo(() => columnsOf(draft, whyIn(draft)), [draft]);
  return (
    <Panel title="Weights" note="and why each token has the weight it has" isFlush>
      <FilteredTable
        id="draft-weights"
        label="Weights"
        rows={draft.weights}
        columns={columns}
        rowKey={({ asset }) => asset}
        initialSort={LARGEST_FIRST}
        onOpen={({ asset }) => setLocation(tokenPath(asset))}
        textOf={rowText}
        placeholder="Token or sector"
        most={640}
      />
    </Panel>
  );
}
