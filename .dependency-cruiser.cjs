/**
 * The import rules, made from the table in docs/architecture.md: change the table and the rules follow.
 */
const { readFileSync } = require('node:fs');
const { builtinModules } = require('node:module');
const { join } = require('node:path');

const table = readFileSync(join(__dirname, 'docs/architecture.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| (shared|main\/|renderer)/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .map(([room, imports, packages, node]) => ({
    room,
    imports: imports === '–' ? [] : imports.split(', '),
    packages: packages === '–' ? [] : packages.split(', '),
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

module.exports = {
  forbidden: [
    ...forbidden,
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
