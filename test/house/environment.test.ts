/** .env.example, the table of docs/configuration.md, docker-compose.yml and src/environment.ts name the same variables and defaults. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { environment } from '../../src/environment.ts'

const read = (path: string) => readFileSync(path, 'utf8')

/** Name -> default as it stands in .env.example; '' is "not set". */
const example = new Map(
  [...read('.env.example').matchAll(/^([A-Z_]+)=(.*)$/gm)].map((match) => [match[1], match[2]] as const),
)
const compose = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1] as string)

test('.env.example has every variable of the configuration with its default', () => {
  const defaults = environment.parse({}) as Record<string, unknown>
  for (const name of Object.keys(environment.shape)) {
    expect({ name, value: example.get(name) }).toEqual({ name, value: String(defaults[name] ?? '') })
  }
})

test('.env.example names nothing that nobody reads', () => {
  const entry = fileURLToPath(import.meta.resolve('@temporalio/envconfig'))
  const sdk = readdirSync(dirname(entry))
    .filter((file) => file.endsWith('.js'))
    .map((file) => read(`${dirname(entry)}/${file}`))
    .join()
  const known = (name: string) =>
    name in environment.shape || compose.includes(name) || sdk.includes(`'${name}'`)
  expect([...example.keys()].filter((name) => !known(name as string))).toEqual([])
})

test('every variable that docker-compose.yml takes is in .env.example', () => {
  expect(compose.filter((name) => !example.has(name))).toEqual([])
})

test('every variable of .env.example has a comment above it', () => {
  const lines = read('.env.example').split('\n')
  const bare = lines.filter((line, index) => /^[A-Z_]+=/.test(line) && !lines[index - 1]?.startsWith('# '))
  expect(bare).toEqual([])
})

test('the table of docs/configuration.md has the same variables, in the same order, with the same defaults', () => {
  const rows = [...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\|/gm)]
  expect(rows.map((row) => [row[1], row[2] ?? ''])).toEqual(
    [...example].map(([name, value]) => [name, value]),
  )
})
