/**
 * The import rules, made from the two tables in docs/architecture.md: change a table and the rules follow.
 */
const { readdirSync, readFileSync } = require('node:fs');
const { builtinModules } = require('node:module');
const { join } = require('node:path');

/** Returns the cells of the lines that a pattern names. */
const rowsOf = (pattern) =>
  readFileSync(join(__dirname, 'docs/architecture.md'), 'utf8')
    .split('\n')
    .filter((line) => pattern.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
const listOf = (cell) => (cell === '–' ? [] : cell.split(', '));

const table = rowsOf(/^\| (shared|main\/|renderer)/).map(([room, imports, packages, node]) => ({
  room,
  imports: listOf(imports),
  packages: listOf(packages),
  node: node === 'yes',
}));
if (table.length < 10) throw new Error('docs/architecture.md has no import table that could be read');

const core = `^(node:)?(${builtinModules.map((name) => name.replace('/', '\\/')).join('|')})$`;
const forbidden = table.flatMap(({ room, imports, packages, node }) => {
  const from = { path: `^src/${room}/` };
  const rules = [
    {
      name: `${room}: rooms`,
      severity: 'error',
      comment: `${room} may import ${['itself', ...imports].join(', ')}. Move the code to the room that docs/architecture.md names for it, or pass what you need as a parameter.`,
      from,
      to: { path: '^src/', pathNot: [room, ...imports].map((name) => `^src/${name}/`) },
    },
    {
      name: `${room}: packages`,
      severity: 'error',
      comment: `${room} may use the packages ${packages.join(', ') || 'none'}. One library a job, in one room: ask that room instead.`,
      from,
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
        pathNot: packages.map((name) => `node_modules/(@types/)?${name}(/|$)`),
      },
    },
  ];
  if (!node) {
    rules.push({
      name: `${room}: Node`,
      severity: 'error',
      comment: `${room} is pure: no files, network, threads or clock. Do it in jobs, store, feeds or the engine and hand the result in.`,
      from,
      to: { path: core },
    });
  }
  return rules;
});

const PARTS = 'words|transport|api|state|ui|chart|views|shell';
const parts = rowsOf(new RegExp(`^\\| (${PARTS}) `)).map(([part, , imports, packages]) => ({
  part,
  imports: listOf(imports),
  packages: listOf(packages),
}));
if (parts.length !== PARTS.split('|').length)
  throw new Error('docs/architecture.md does not name the parts of the renderer');
/** The files beside the folders: api.ts, the two that put all together, and words. */
const FILES = { api: '^src/renderer/api\\.ts$', words: '^src/renderer/(?!api\\.|app\\.|main\\.)[a-z-]+\\.ts$' };
const filesOf = (part) => FILES[part] ?? `^src/renderer/${part}/`;
const within = parts.flatMap(({ part, imports, packages }) => [
  {
    name: `renderer/${part}: parts`,
    severity: 'error',
    comment: `${part} may import ${['itself', ...imports].join(', ')}. What two layers need belongs to the lower one; what a page needs from outside comes through state.`,
    from: { path: filesOf(part) },
    to: { path: '^src/renderer/', pathNot: [...[part, ...imports].map(filesOf), '\\.css$'] },
  },
  {
    name: `renderer/${part}: packages`,
    severity: 'error',
    comment: `${part} may use the packages ${packages.join(', ') || 'none'}: charts are drawn in chart, controls and tables made in ui, what is kept is in state. Ask there for what is missing.`,
    from: { path: filesOf(part) },
    to: {
      dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
      pathNot: packages.map((name) => `node_modules/(@types/)?${name}(/|$)`),
    },
  },
]);

const SHARED = join(__dirname, 'src/shared');
const schemas = readdirSync(SHARED).filter((file) => readFileSync(join(SHARED, file), 'utf8').includes("from 'zod'"));

module.exports = {
  forbidden: [
    ...forbidden,
    ...within,
    {
      name: 'renderer: no schemas',
      severity: 'error',
      comment:
        'This file of shared holds schemas, and with a value of it all of zod would come into the window. Import the type alone, or move the value to a file of shared without schemas, as shared/grades.ts is.',
      from: { path: '^src/renderer/' },
      to: { path: `^src/shared/(${schemas.join('|').replaceAll('.', '\\.')})$`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'room is in the table',
      severity: 'error',
      comment:
        'Every folder below src is a room of the table in docs/architecture.md. Add a line there, or use a room that exists.',
      from: { path: '^src/', pathNot: table.map(({ room }) => `^src/${room}/`) },
      to: {},
    },
    {
      name: 'no cycles',
      severity: 'error',
      comment:
        'Two files that import each other are one file, or share a third. Move what both need to a file of its own.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no missing imports',
      severity: 'error',
      comment: 'The import leads nowhere: the file was moved or the package is not in package.json.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/main/kernels/assembly/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
