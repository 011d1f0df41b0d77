/** docker-compose.yml is a valid Compose file, runs commands that exist, and lets the receiver accept without Temporal. */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { createProgram } from '../../src/cli/program.ts'

interface Service {
  readonly image: string
  readonly command?: readonly string[]
  readonly depends_on?: Readonly<Record<string, unknown>>
  readonly healthcheck?: { readonly test?: readonly string[]; readonly start_period?: string }
  readonly restart?: string
  readonly volumes?: readonly string[]
  readonly environment?: Readonly<Record<string, string | number>>
  readonly secrets?: readonly string[]
}

const read = (path: string) => readFileSync(path, 'utf8')
const file = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> }
const service = (name: string) => file.services[name] as Service
const ours = Object.entries(file.services).filter(([, { image }]) => image.startsWith('startnode:'))

test('it is valid by the JSON Schema of the Compose specification', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { duration: true } })
  const validate = ajv.compile(JSON.parse(read('test/fixtures/compose/compose-spec.json')))
  validate(file)
  expect(validate.errors).toBeNull()
})

test('every image has a pinned version, and ours is that of package.json', () => {
  for (const { image } of Object.values(file.services)) expect(image).toMatch(/:\d+\.\d+/)
  expect(read('Dockerfile')).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-bookworm-slim$/m)
  const { version } = JSON.parse(read('package.json')) as { version: string }
  expect(ours.map(([, { image }]) => image)).toEqual(ours.map(() => `startnode:${version}`))
})

test('every command of ours is one of the startnode command', async () => {
  const program = await createProgram({ print: () => {}, note: () => {} }, () => {})
  const commands = program.commands.map((command) => command.name())
  expect(ours.map(([name]) => name).sort()).toEqual(['receiver', 'setup', 'worker'])
  for (const [, { command }] of ours) {
    expect(command?.[0]).toBe('startnode')
    expect(commands).toContain(command?.[1])
  }
})

test('neither receiver nor worker waits for anything', () => {
  expect(service('receiver').depends_on).toBeUndefined()
  expect(service('worker').depends_on).toBeUndefined()
})

test('health is asked at /readyz by compose and at /livez by the image', () => {
  expect(service('receiver').healthcheck?.test?.join(' ')).toContain('/readyz')
  expect(read('Dockerfile')).toMatch(/HEALTHCHECK[\s\S]*\/livez/)
})

test('what must survive is on a volume: the inbox and the database', () => {
  expect(service('receiver').volumes?.join()).toContain('/var/lib/startnode')
  expect(service('postgres').volumes?.join()).toContain('/var/lib/postgresql/data')
})

test('secrets are files, in the environment of no container of ours', () => {
  for (const [, { environment = {}, secrets = [] }] of ours) {
    for (const [name, value] of Object.entries(environment)) {
      expect(name).not.toMatch(/(KEY|KEYS|PASSWORD|USERS)$/)
      if (name.endsWith('_FILE')) expect(secrets.map((secret) => `/run/secrets/${secret}`)).toContain(value)
    }
  }
  expect(Object.keys(service('receiver').environment ?? {})).toContain('ADMIN_USERS_FILE')
  expect(Object.keys(service('worker').environment ?? {})).toContain('MAMBU_API_KEY_FILE')
})

test('the receiver is told which proxy to trust, and by which names it is reached', () => {
  expect(service('receiver').environment).toMatchObject({
    TRUST_PROXY: expect.stringContaining('TRUST_PROXY'),
    ADMIN_HOSTS: expect.stringContaining('ADMIN_HOSTS'),
  })
})

test('what others wait for has a health check with ten minutes for a slow start, and tells more than an open port', () => {
  for (const { depends_on = {} } of Object.values(file.services)) {
    for (const [needed, rule] of Object.entries(depends_on)) {
      if ((rule as { condition?: string }).condition !== 'service_healthy') continue
      expect(service(needed).healthcheck?.start_period, needed).toBe('10m')
      expect(service(needed).healthcheck?.test?.join(' '), needed).not.toMatch(/\bnc\b/)
    }
  }
  // The socket answers while the image still makes the first database
  expect(service('postgres').healthcheck?.test).toEqual(expect.arrayContaining(['-h', '127.0.0.1']))
})

test('whatever ends by itself is started again, and setup until it has a worker', () => {
  for (const name of ['receiver', 'worker', 'postgres', 'temporal', 'temporal-ui'])
    expect(service(name).restart, name).toBe('unless-stopped')
  expect(service('setup').restart).toBe('on-failure')
})

test('Temporal may open fewer connections than PostgreSQL has', () => {
  const { SQL_MAX_CONNS, SQL_VIS_MAX_CONNS } = service('temporal').environment ?? {}
  const most = /max_connections=(\d+)/.exec(service('postgres').command?.join(' ') ?? '')?.[1]
  // frontend, history, matching, worker; 20 for a dump, a psql and the schema
  expect(4 * (Number(SQL_MAX_CONNS) + Number(SQL_VIS_MAX_CONNS)) + 20).toBeLessThanOrEqual(Number(most))
})
