/**
 * The arrows of the house as rules, one sentence each, and the check that finds who breaks them.
 *
 * Type-only imports vanish when compiled and pull nothing in, so they break a rule only where it says `typesToo`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'

interface Arrow {
  /** The rule, as one would say it. */
  readonly rule: string
  /** Who it binds: a path, but for `except`. */
  readonly from: string
  readonly except?: string
  /** All that those files may import: paths, packages and node built-ins by their plain name. */
  readonly only: readonly string[]
  /** Set: the rule binds type-only imports as well. */
  readonly typesToo?: true
}

const PROCESS = '^src/process/'
const ERRORS = '^src/errors/'
const NODE = '^(?:node:)?[a-z_]+(?:/promises)?$'
const npm = (name: string) => `(?:^|/)node_modules/${name}/`

export const ARROWS: readonly Arrow[] = [
  {
    rule: 'process/ is pure: it knows itself and the hash function of Node, nothing else',
    from: PROCESS,
    only: [PROCESS, '^(?:node:)?crypto$'],
    typesToo: true,
  },
  {
    rule: 'diagram/ is pure: it knows process/, nothing else',
    from: '^src/diagram/',
    only: ['^src/diagram/', PROCESS],
    typesToo: true,
  },
  {
    rule: 'errors/ know errors only',
    from: ERRORS,
    only: [ERRORS],
    typesToo: true,
  },
  {
    rule: 'formats/ know process/, errors/ and the XML parser: receiver, inbox and quarantine read bodies with them',
    from: '^src/formats/',
    only: ['^src/formats/', PROCESS, ERRORS, NODE, npm('fast-xml-parser')],
  },
  {
    rule: 'start-node/ knows process/ and errors/, no Temporal',
    from: '^src/start-node/',
    except: '/settings-[a-z-]*\\.ts$',
    only: ['^src/start-node/', PROCESS, ERRORS, NODE, npm('zod')],
  },
  {
    rule: 'of start-node/ only the client of the settings (settings-*.ts) knows temporal/',
    from: '^src/start-node/settings-[a-z-]*\\.ts$',
    only: [
      '^src/(?:start-node|temporal)/',
      PROCESS,
      ERRORS,
      NODE,
      npm('(?:zod|@temporalio/client|@temporalio/common|@temporalio/proto)'),
    ],
  },
  {
    rule: 'receiver/ knows start-node/, formats/, process/ and errors/; of the inbox only what a delivery is',
    from: '^src/receiver/',
    only: [
      '^src/receiver/',
      '^src/formats/',
      '^src/start-node/',
      PROCESS,
      ERRORS,
      '^src/inbox/delivery\\.ts$',
      NODE,
      npm('express'),
      npm('zod'),
    ],
  },
  {
    rule: 'inbox/ and quarantine/ know temporal/, formats/, process/ and errors/, never the receiver or a Start node',
    from: '^src/(?:inbox|quarantine)/',
    only: [
      '^src/(?:inbox|quarantine|temporal|formats)/',
      PROCESS,
      ERRORS,
      NODE,
      npm('lmdb'),
      npm('@temporalio/(?:client|common|proto)'),
    ],
  },
  {
    rule: 'temporal/ knows process/ and errors/ only',
    from: '^src/temporal/',
    only: ['^src/temporal/', PROCESS, ERRORS, NODE, npm('@temporalio/[a-z]+')],
  },
  {
    rule: 'admin/ knows start-node/, temporal/, process/, errors/ and the templates of mambu/; of the receiver only addresses, of formats/ only places in a text; what it looks at it is given',
    from: '^src/admin/',
    only: [
      '^src/(?:admin|start-node|temporal)/',
      PROCESS,
      ERRORS,
      '^src/receiver/address-list\\.ts$',
      '^src/formats/places-in\\.ts$',
      '^src/mambu/template/',
      NODE,
      npm('(?:express|zod|@temporalio/(?:client|common|proto))'),
    ],
  },
  {
    rule: 'the sandbox (workflows/ without *.start.ts, src/workflows/) knows process/, diagram/, the settings snapshot and @temporalio/workflow',
    from: '^(?:workflows|src/workflows)/',
    except: '\\.start\\.ts$',
    only: [
      '^(?:workflows|src/workflows)/(?!.*\\.start\\.ts$)',
      PROCESS,
      '^src/diagram/',
      '^src/start-node/(?:snapshot|change[a-z-]*)\\.ts$',
      npm('@temporalio/(?:workflow|common)'),
    ],
  },
  {
    rule: 'a *.start.ts knows the Start node, process/ and zod; its workflow only by type',
    from: '^workflows/.*\\.start\\.ts$',
    only: ['^src/start-node/', PROCESS, npm('zod')],
  },
  {
    rule: 'activities and mambu/ know process/, formats/, start-node/ and errors/; not receiver, inbox or workflows',
    from: '^(?:activities|src/activities|src/mambu)/',
    only: [
      '^(?:activities|src/activities|src/mambu)/',
      '^src/start-node/(?!settings-)[a-z-]+\\.ts$',
      '^src/formats/',
      PROCESS,
      ERRORS,
      NODE,
      npm('(?:zod|undici)'),
      npm('@temporalio/(?:activity|client|common)'),
    ],
  },
]

/** Anything below src/<folder>/ that reaches up to what composes it. */
const UPWARD: IForbiddenRuleType = {
  name: 'server, worker, plugin, cli and index compose the rest; nobody imports them',
  severity: 'error',
  from: { path: '^(?:workflows|activities|src/(?!cli/)[^/]+)/' },
  to: { path: '^src/(?:cli/|(?:index|server|worker|plugin|stack|config|project)[a-z-]*\\.ts$)' },
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
  // TypeScript 7 has no API to parse with; swc's parser sees `import type` too, but as an ordinary import
  const { output } = await cruise(['src', 'workflows', 'activities'], {
    baseDir: root,
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    // Its parser reads no JSX: console-arrows.ts holds those files
    exclude: { path: '^src/console/' },
    validate: true,
    ruleSet: { forbidden },
  })
  const { modules, summary } = output as ICruiseResult
  const specifiers = new Map(
    modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved, module }) => [`${source} ${resolved}`, module] as const),
    ),
  )
  const typesToo = new Set(ARROWS.filter((arrow) => arrow.typesToo).map(({ rule }) => rule))
  const isTypeOnly = (from: string, to: string) =>
    onlyTypesOf(readFileSync(join(root, from), 'utf8'), specifiers.get(`${from} ${to}`) ?? '')
  return summary.violations
    .filter(({ from, to, rule, cycle }) => {
      if (typesToo.has(rule.name)) return true
      if (!cycle) return !isTypeOnly(from, to)
      const round = [from, ...cycle.map(({ name }) => name)]
      return !round.slice(1).some((name, index) => isTypeOnly(round[index] as string, name))
    })
    .map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`)
}

/** True when every import or export of this module in the source is `import type` or `export type`. */
function onlyTypesOf(source: string, specifier: string): boolean {
  const found = [...source.matchAll(/^(?:import|export)\b([^'"]*?)['"]([^'"]+)['"]/gm)].filter(
    (match) => match[2] === specifier,
  )
  return found.length > 0 && found.every((match) => /^\s+type\b/.test(match[1] as string))
}
