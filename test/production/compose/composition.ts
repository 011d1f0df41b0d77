/**
 * What `docker compose up` makes of docker-compose.yml, as processes of this machine: PostgreSQL, Temporal, receivers and
 * workers, with the commands and the environment of the file, in its order. Each has an address of its own in 127.0.0.0/8,
 * so every port is that of the file. Everything is ended by `stop`, and by the end of this process, a SIGKILL too.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findTemporal } from '../../../src/temporal/dev/find-temporal.ts'
import { findPostgres, type Postgres } from '../parts/find-postgres.ts'
import { findServer } from '../parts/find-server.ts'
import { initPostgres } from '../parts/init-postgres.ts'
import { furnish, hostOf, makeContainer, type World } from './container.ts'
import { makePart, type Part } from './part.ts'
import { readCompose, versionOf } from './read-compose.ts'

/** A composition; its parts run once they are started. */
export interface Composition {
  readonly folder: string
  /** The variables of its `.env`, drawn for it. */
  readonly env: Readonly<Record<string, string>>
  /** For TEMPORAL_ADDRESS, before Temporal runs, too. */
  readonly temporalAddress: string
  readonly postgres: Postgres & { readonly host: string; readonly password: string }
  /** A service of docker-compose.yml; instance 2 is a second one, with an address and volumes of its own. */
  part(service: string, instance?: number, env?: Readonly<Record<string, string>>): Part
  /** `docker compose up` of some services with all they depend on: each as soon as its conditions hold. */
  up(...services: string[]): Promise<void>
  /** `docker compose run`: a command of ours beside a service, with its environment. */
  run(service: string, argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<RunEnd>
  /** Ends all parts, and lets their data be. */
  down(signal?: NodeJS.Signals): Promise<void>
  /** Ends all parts and removes all data. */
  stop(): Promise<void>
}

export interface RunEnd {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Makes a composition; nothing runs when it returns. The first time, the Temporal server is built (10 CPU minutes).
 *
 * @param options.env more for its `.env`
 * @example
 * ```ts
 * const composition = await createComposition()
 * await composition.up('setup', 'receiver', 'worker')
 * composition.part('temporal').send('SIGKILL')
 * await composition.stop()
 * ```
 */
export async function createComposition(
  options: {
    readonly env?: Readonly<Record<string, string>>
    readonly onProgress?: (text: string) => void
  } = {},
): Promise<Composition> {
  const { onProgress = () => {} } = options
  const net = await findNet()
  const drawn = {
    SIGNING_KEYS: randomBytes(32).toString('hex'),
    ENCRYPTION_KEYS: randomBytes(32).toString('hex'),
    POSTGRES_PASSWORD: `it's:${randomBytes(8).toString('hex')}&$HOME/#%`,
    ...options.env,
  }
  const receiver = hostOf({ file: readCompose(drawn), net } as World, 'receiver')
  const env: Record<string, string> = { PUBLIC_URL: `http://${receiver}:3000`, ...drawn }
  const file = readCompose(env)
  const [postgres, server, cli] = [
    await findPostgres(),
    await findServer({ version: versionOf(serviceOf('temporal')), onProgress }),
    await findTemporal({ stateDir: '.startnode', onProgress }),
  ]
  function serviceOf(name: string) {
    const service = file.services[name]
    if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`)
    return service
  }

  const folder = await mkdtemp(join(tmpdir(), 'startnode-compose-'))
  // The user of the database has to reach its folder
  chmodSync(folder, 0o711)
  const watcher = watch(folder)
  const world: World = { folder, file, env, net, programs: [server, postgres.bin] }
  furnish(world, [cli])
  const parts = new Map<string, Part>()

  const composition: Composition = {
    folder,
    env,
    temporalAddress: `${hostOf(world, 'temporal')}:7233`,
    postgres: { ...postgres, host: hostOf(world, 'postgres'), password: env.POSTGRES_PASSWORD ?? '' },
    part(service, instance = 1, more = {}) {
      const name = `${service}-${instance}`
      const known = parts.get(name)
      if (known) return known
      const container = makeContainer(world, service, instance, more)
      const data = container.volumes['/var/lib/postgresql/data']
      const isPostgres = serviceOf(service).image.startsWith('postgres:') && data !== undefined
      const part = isPostgres
        ? makePart(
            world,
            {
              ...container,
              // The image says where the data is, and that it listens on every address
              argv: [
                ...container.argv,
                ...['-D', data, '-c', `listen_addresses=${container.host}`, '-c', 'unix_socket_directories='],
              ] as [string, ...string[]],
            },
            {
              prepare: async () => initPostgres(postgres, data, container.env),
              user: postgres.user,
              killSignal: 'QUIT',
            },
          )
        : makePart(world, container)
      parts.set(name, part)
      return part
    },
    async up(...services) {
      const started = new Map<string, Promise<void>>()
      const start = (name: string): Promise<void> => {
        const known = started.get(name)
        if (known) return known
        const promise = (async () => {
          for (const [needed, { condition }] of Object.entries(serviceOf(name).depends_on)) {
            await start(needed)
            const part = composition.part(needed)
            if (condition === 'service_healthy') await part.untilHealthy()
            if (condition === 'service_completed_successfully') await part.untilCompleted()
          }
          await composition.part(name).start()
        })()
        started.set(name, promise)
        return promise
      }
      await Promise.all(services.map(start))
    },
    run: (service, argv, more = {}) => {
      const { env } = makeContainer(world, service, 1, more)
      return runToEnd(argv, env, folder)
    },
    async down(signal) {
      await Promise.all(
        [...parts.values()].filter(({ name }) => name !== 'postgres').map((part) => part.end(signal)),
      )
      await parts.get('postgres-1')?.end(signal ?? 'SIGINT')
    },
    async stop() {
      await Promise.all(
        [...parts.values()].map((part) => part.end(part.name === 'postgres' ? 'SIGQUIT' : 'SIGKILL')),
      )
      watcher.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
  return composition
}

/** Three bytes of an address that nobody here listens on. */
async function findNet(): Promise<string> {
  for (;;) {
    const net = `127.${randomInt(16, 250)}.${randomInt(1, 250)}`
    const server = createServer()
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(7233, `${net}.10`, () => resolve(true))
    })
    await new Promise((resolve) => server.close(resolve))
    if (free) return net
  }
}

/** Ends what runs and removes the folder, when this process is gone without `stop`. */
function watch(folder: string): ChildProcess {
  const script = `read -r _
for file in "$0"/pids/*; do
  [ -f "$file" ] && read -r signal pid < "$file" && kill "-$signal" "$pid"
done
for try in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf "$0" && break
  sleep 0.5
done`
  const watcher = spawn('sh', ['-c', script, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watcher.unref()
  return watcher
}

function runToEnd(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<RunEnd> {
  const [command = 'false', ...args] = argv
  const child = spawn(command, args, { env: { ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...output }))
  })
}
