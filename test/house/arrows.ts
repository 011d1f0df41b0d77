/**
 * The arrows of the house, room by room, and the check that finds who breaks them. Type-only imports count: a reader
 * follows them like any other.
 */
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'

interface Room {
  /** Path of the room. */
  readonly at: string
  /** Rooms of src/ it may know, beside itself, process/ and errors/. */
  readonly knows?: readonly string[]
  /** Other paths it may know. */
  readonly also?: readonly string[]
  /** Packages it may know. */
  readonly packages?: readonly string[]
}

const NODE = '^(?:node:)?[a-z_]+(?:/promises)?$'
const TEMPORAL_CLIENT = ['@temporalio/(?:client|common|proto)']

/** From the ground up: a room knows only rooms above it in this list. */
const ROOMS: readonly Room[] = [
  { at: 'formats' },
  { at: 'keys' },
  { at: 'users' },
  { at: 'bulk' },
  { at: 'start-node', knows: ['diagram'], packages: ['zod'] },
  { at: 'project', knows: ['diagram', 'start-node'] },
  { at: 'temporal', knows: ['keys'], packages: ['@temporalio/[a-z]+', 'pino'] },
  { at: 'settings', knows: ['keys', 'temporal'], packages: [...TEMPORAL_CLIENT, 'zod', 'pino'] },
  { at: 'direct-url', knows: ['keys', 'settings', 'start-node'] },
  {
    at: 'import',
    knows: ['diagram', 'formats', 'keys', 'project', 'settings', 'start-node', 'temporal'],
    packages: [...TEMPORAL_CLIENT, 'yauzl', 'zod'],
  },
  {
    at: 'mambu',
    knows: ['formats', 'keys', 'start-node'],
    packages: ['@temporalio/(?:activity|common)', 'zod'],
  },
  {
    at: 'activities',
    knows: ['diagram', 'direct-url', 'formats', 'keys', 'mambu', 'settings', 'temporal'],
    packages: ['@temporalio/(?:activity|client|common)', 'quickjs-emscripten', 'undici', 'zod'],
  },
  {
    at: 'workflows',
    knows: ['activities', 'diagram', 'start-node'],
    also: [
      '^src/settings/(?:snapshot|change)\\.ts$',
      '^src/settings/rules/',
      '^src/settings/chain/(?:head|settings-state|stops|succession)\\.ts$',
      '^src/temporal/codec/letter-converter\\.cjs$',
    ],
    packages: ['@temporalio/(?:workflow|common)'],
  },
  { at: 'inbox', knows: ['keys'], packages: ['lmdb'] },
  {
    at: 'receiver',
    knows: ['direct-url', 'formats', 'settings', 'start-node'],
    also: ['^src/inbox/delivery\\.ts$'],
    packages: ['express', 'zod'],
  },
  { at: 'requests', knows: ['inbox', 'keys', 'receiver'], packages: ['lmdb', 'zod'] },
  { at: 'telemetry', knows: ['receiver'], packages: ['@temporalio/worker', 'pino', 'pino-pretty'] },
  { at: 'quarantine', knows: ['temporal', 'workflows'], packages: TEMPORAL_CLIENT },
  {
    at: 'forwarder',
    knows: ['formats', 'inbox', 'keys', 'mambu', 'quarantine', 'temporal', 'workflows'],
    packages: TEMPORAL_CLIENT,
  },
  { at: 'schedules', knows: ['receiver', 'start-node', 'temporal', 'workflows'], packages: TEMPORAL_CLIENT },
  {
    at: 'tasks',
    knows: ['activities', 'direct-url', 'keys', 'mambu', 'temporal', 'workflows'],
    packages: [...TEMPORAL_CLIENT, 'zod'],
  },
  {
    at: 'processes',
    knows: [
      'diagram',
      'direct-url',
      'formats',
      'inbox',
      'keys',
      'mambu',
      'requests',
      'settings',
      'start-node',
      'tasks',
      'temporal',
      'users',
    ],
    packages: [...TEMPORAL_CLIENT, 'zod'],
  },
  {
    at: 'try',
    knows: ['formats', 'processes', 'quarantine', 'receiver', 'settings', 'start-node'],
    packages: ['zod'],
  },
  {
    at: 'doctor',
    knows: [
      'direct-url',
      'forwarder',
      'inbox',
      'processes',
      'requests',
      'settings',
      'start-node',
      'temporal',
    ],
    packages: [...TEMPORAL_CLIENT, 'zod'],
  },
  {
    at: 'now',
    knows: ['doctor', 'forwarder', 'inbox', 'quarantine', 'requests', 'settings', 'start-node', 'tasks'],
    packages: ['@temporalio/client', 'zod'],
  },
]

const SUBJECTS = [
  'doctor',
  'now',
  'processes',
  'quarantine',
  'requests',
  'schedules',
  'tasks',
  'try',
  'users',
]
const BELOW_DOORS = [
  ...SUBJECTS,
  'bulk',
  ...['forwarder', 'inbox', 'keys', 'mambu', 'receiver', 'settings', 'start-node', 'telemetry', 'temporal'],
]

/** Doors are thin: both stand on the subjects, and neither knows the other. */
const DOORS: readonly Room[] = [
  {
    at: 'admin',
    knows: [...BELOW_DOORS, 'import'],
    packages: [...TEMPORAL_CLIENT, 'express', 'express-basic-auth', 'zod'],
  },
  {
    at: 'cli',
    knows: [...BELOW_DOORS, 'boot', 'diagram', 'direct-url', 'formats', 'import', 'project', 'workflows'],
    also: ['^src/(?:config|plugin)\\.ts$'],
    packages: [...TEMPORAL_CLIENT, '@temporalio/worker', 'commander', 'zod'],
  },
]

const inRoom = (room: string) => `^src/${room}/`
const inPackage = (name: string) => `(?:^|/)node_modules/${name}/`
const PURE = ['process', 'errors'].map(inRoom)

/** Each rule as a sentence, whom it binds, and all that these files may import. */
interface Arrow {
  readonly rule: string
  readonly from: string
  readonly except?: string
  readonly only: readonly string[]
}

const list = (names: readonly string[]) => (names.length === 0 ? 'nothing else' : names.join(', '))

export const ARROWS: readonly Arrow[] = [
  {
    rule: 'process/ is pure: it knows itself and the hash function of Node, nothing else',
    from: inRoom('process'),
    only: [inRoom('process'), '^(?:node:)?crypto$'],
  },
  { rule: 'errors/ know errors only', from: inRoom('errors'), only: [inRoom('errors')] },
  {
    rule: 'diagram/ is pure: it knows process/, nothing else',
    from: inRoom('diagram'),
    only: [inRoom('diagram'), inRoom('process')],
  },
  ...[...ROOMS, ...DOORS].map(({ at, knows = [], also = [], packages = [] }) => ({
    rule: `${at}/ knows process/, errors/ and ${list([...knows.map((room) => `${room}/`), ...also])}`,
    from: inRoom(at),
    only: [inRoom(at), ...PURE, ...knows.map(inRoom), ...also, NODE, ...packages.map(inPackage)],
  })),
  {
    rule: 'processes of workflows/ know each other, activities/ by type, process/, the nodes, and of the engine what is for processes',
    from: '^workflows/',
    except: '\\.start\\.ts$',
    only: [
      '^workflows/(?!.*\\.start\\.ts$)',
      '^activities/',
      inRoom('process'),
      '^src/workflows/(?:nodes/)?index\\.ts$',
      '^src/activities/shared/',
      '^src/mambu/client/',
      inPackage('@temporalio/(?:workflow|common)'),
    ],
  },
  {
    rule: 'a *.start.ts knows the Start node, process/ and zod; its workflow only by type',
    from: '^workflows/.*\\.start\\.ts$',
    only: [inRoom('start-node'), inRoom('process'), '^workflows/', inPackage('zod')],
  },
  {
    rule: 'activities/ know the client of Mambu and process/',
    from: '^activities/',
    only: [
      '^activities/',
      inRoom('process'),
      '^src/mambu/client/',
      NODE,
      inPackage('zod'),
      inPackage('@temporalio/(?:activity|common)'),
    ],
  },
]

const UPWARD: IForbiddenRuleType = {
  name: 'boot/, cli/, plugin, config and index compose the rest; nobody below imports them',
  severity: 'error',
  from: { path: '^(?:workflows|activities|src/(?!cli/|boot/)[^/]+)/' },
  to: { path: '^src/(?:(?:cli|boot)/|(?:index|plugin|config|environment)\\.ts$)' },
}

const TESTS: IForbiddenRuleType = {
  name: 'nothing imports a test',
  severity: 'error',
  from: { path: '^(?:src|workflows|activities|bin)/' },
  to: { path: '^test/' },
}

const CYCLES: IForbiddenRuleType = {
  name: 'there are no cycles',
  severity: 'error',
  from: {},
  to: { circular: true },
}

/**
 * Every import that goes against an arrow, as `rule: file -> file`; empty when the house stands.
 *
 * @param root folder with src/, workflows/ and activities/
 */
export async function findBrokenArrows(root: string): Promise<string[]> {
  const forbidden: IForbiddenRuleType[] = [
    ...ARROWS.map(({ rule, from, except, only }) => ({
      name: rule,
      severity: 'error' as const,
      from: { path: from, ...(except === undefined ? {} : { pathNot: except }) },
      to: { pathNot: [...only] },
    })),
    UPWARD,
    TESTS,
    CYCLES,
  ]
  // TypeScript 7 has no API to parse with; swc's parser sees `import type` as an import
  const { output } = await cruise(['src', 'workflows', 'activities'], {
    baseDir: root,
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    // Its parser reads no JSX: console-arrows.ts holds those files
    exclude: { path: '^src/console/' },
    validate: true,
    ruleSet: { forbidden },
  })
  return (output as ICruiseResult).summary.violations.map(
    ({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`,
  )
}
