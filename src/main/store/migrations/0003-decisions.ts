/** Why a draft was decided as it was, and what lists of drafts show, read off each body once and kept in an index. */

/** Fields of a draft that lists show, as a JSON object; `->` keeps truth values and nulls as JSON has them. */
const SUMMARY = `json_object(
  'name', body -> '$.name',
  'asOf', body -> '$.asOf',
  'createdTime', body -> '$.createdTime',
  'isSimulated', body -> '$.isSimulated',
  'feasible', body -> '$.feasible',
  'method', body -> '$.method',
  'cash', body -> '$.cash',
  'assetCount', json_array_length(body, '$.weights')
)`;

/** Reasons of decisions, and what lists show of a draft without reading it. */
export const DECISIONS = {
  version: 3,
  sql: `
ALTER TABLE draft_states ADD COLUMN reason TEXT;

-- computed from the body, so that no row changes; the index holds it, so that lists read no bodies
ALTER TABLE drafts ADD COLUMN summary TEXT GENERATED ALWAYS AS (${SUMMARY}) VIRTUAL;
CREATE INDEX drafts_by_time ON drafts (created_at, id, summary);
`,
} as const;
