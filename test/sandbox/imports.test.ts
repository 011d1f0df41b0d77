import { readdirSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'

const ROOT = new URL('../../', import.meta.url)

/** Sandbox: `workflows/` without `*.start.ts`, and `src/workflows/`. */
const SANDBOX = ['workflows/', 'src/workflows/']
const MAY_IMPORT = [
  /^workflows\//,
  /^src\/(workflows|process|diagram)\//,
  /^src\/settings\/(?:snapshot|rules\/[a-z-]+|chain\/(?:head|settings-state|stops|succession))\.ts$/,
  // In the bundle in any case: the SDK loads it by path
  /^src\/temporal\/codec\/letter-converter\.cjs$/,
]

function listFiles(dir: string): string[] {
  return readdirSync(new URL(dir, ROOT)).flatMap((name) => {
    const path = `${dir}${name}`
    if (statSync(new URL(path, ROOT)).isDirectory()) return listFiles(`${path}/`)
    return path.endsWith('.ts') && !path.endsWith('.start.ts') ? [path] : []
  })
}

/** What a file imports at run time: `import type` and lists of only `type` names are erased. */
function importsOf(path: string): string[] {
  const source = readFileSync(new URL(path, ROOT), 'utf8')
  const statements = source.matchAll(
    /^(?:import|export)\s+(?!type\b)(?:(\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+(?:,\s*\{[^}]*\})?)\s+from\s+)?['"]([^'"]+)['"]/gm,
  )
  return [...statements]
    .filter(([, names = '']) => !/^\{(\s*type\s+[\w\s]+,?)+\}$/.test(names))
    .map(([, , specifier = '']) =>
      specifier.startsWith('.')
        ? new URL(specifier, new URL(path, ROOT)).href.slice(ROOT.href.length)
        : specifier,
    )
}

test.each(SANDBOX.flatMap(listFiles))('%s imports only what the sandbox may have', (path) => {
  const forbidden = importsOf(path).filter(
    (name) => name !== '@temporalio/workflow' && !MAY_IMPORT.some((allowed) => allowed.test(name)),
  )
  expect(forbidden).toEqual([])
})

test('the check sees a forbidden import', () => {
  expect(importsOf('workflows/loan-approved/loan-approved.start.ts')).toEqual([
    'zod',
    'src/start-node/mambu-decimal.ts',
    'src/start-node/mambu-text.ts',
    'src/start-node/start-node.ts',
  ])
})
