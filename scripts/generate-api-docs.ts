/** Writes docs/api.md from the contract; with --check it fails if the file is not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { contract } from '../src/shared/contract.ts';
import type { Contract } from '../src/shared/endpoint.ts';

const PATH = 'docs/api.md';

type JsonSchema = {
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  description?: string;
  default?: unknown;
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  enum?: unknown[];
};

function typeOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map(String).join(' \\| ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.type === 'array' && schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  return schema.type ?? 'any';
}

function inputTable(schema: z.ZodType): string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  const rows = Object.entries(properties).map(([name, property]) => {
    const preset = required.includes(name) ? 'required' : `\`${JSON.stringify(property.default ?? null)}\``;
    return `| \`${name}\` | ${typeOf(property)} | ${preset} | ${property.description ?? ''} |`;
  });
  return rows.length === 0 ? ['No input.'] : ['| input | type | default | meaning |', '|---|---|---|---|', ...rows];
}

const sections = Object.entries(contract as Contract).map(([name, endpoint]) =>
  [
    `## ${name}`,
    '',
    `${endpoint.kind}. ${endpoint.summary}.`,
    '',
    ...(endpoint.kind === 'event' ? [] : [...inputTable(endpoint.input), '']),
  ].join('\n'),
);
const text = [
  '# Endpoints',
  '',
  'Made from `src/shared/contract.ts` by `npm run docs`. Every way in (command line, desktop, HTTP, MCP) is derived from the same table.',
  '`npm run -s cli -- call NAME --input JSON` reaches each query and command.',
  '',
  ...sections,
].join('\n');

if (process.argv.includes('--check')) {
  if (readFileSync(PATH, 'utf8') !== text) {
    console.error(`${PATH} is not current; run npm run docs`);
    process.exit(1);
  }
} else writeFileSync(PATH, text);
