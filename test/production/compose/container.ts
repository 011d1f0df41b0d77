/** What a container gives a program: its address, its folders, its programs, its environment. Here without containers. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ComposeFile, ComposeService } from './read-compose.ts'

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url))
/** What these images run when the file names no command. */
const IMAGE_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  postgres: ['postgres'],
  // entrypoint.sh of the image does this, after it has chosen the address that the file gives it
  'temporalio/server': ['temporal-server', 'start'],
}

/** The world of all containers of one composition. */
export interface World {
  readonly folder: string
  readonly file: ComposeFile
  /** The variables of `.env`. */
  readonly env: Readonly<Record<string, string>>
  /** First three bytes of the addresses, e.g. `127.81.4`: one address a container, so that ports stay as in the file. */
  readonly net: string
  /** Programs on PATH by the folder they are in. */
  readonly programs: readonly string[]
}

/** One container: a service, or one more instance of it. */
export interface Container {
  readonly name: string
  readonly service: ComposeService
  /** Address of its own. */
  readonly host: string
  readonly argv: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  /** Null where it has none, or it is switched off. */
  readonly healthcheck: readonly string[] | null
  /** Folders that stand for its volumes, by their path in the container. */
  readonly volumes: Readonly<Record<string, string>>
}

/** Makes the folder of programs and the files that stand for secrets and configs. */
export function furnish(world: World, binaries: readonly string[]): void {
  for (const folder of ['bin', 'secrets', 'configs', 'volumes', 'logs', 'pids'])
    mkdirSync(join(world.folder, folder), { mode: 0o755 })
  for (const binary of binaries) symlinkSync(binary, join(world.folder, 'bin', basename(binary)))
  const startnode = join(world.folder, 'bin', 'startnode')
  writeFileSync(startnode, `#!/bin/sh\nexec node '${join(PROJECT, 'bin', 'startnode.js')}' "$@"\n`)
  chmodSync(startnode, 0o755)
  for (const [name, { environment }] of Object.entries(world.file.secrets))
    writeFileSync(join(world.folder, 'secrets', name), world.env[environment] ?? '')
  for (const [name, { content }] of Object.entries(world.file.configs))
    writeFileSync(join(world.folder, 'configs', name), content)
}

/**
 * @param instance 2 for a second receiver: with an address and volumes of its own
 * @param more over the environment of the file
 */
export function makeContainer(
  world: World,
  service: string,
  instance = 1,
  more: Readonly<Record<string, string>> = {},
): Container {
  const definition = world.file.services[service]
  if (definition === undefined) throw new Error(`docker-compose.yml has no service ${service}`)
  const name = instance === 1 ? service : `${service}-${instance}`
  const host = hostOf(world, service, instance)
  const volumes = Object.fromEntries(
    definition.volumes.map((volume) => {
      const [source = '', target = ''] = volume.split(':')
      return [target, join(world.folder, 'volumes', instance === 1 ? source : `${source}-${instance}`)]
    }),
  )
  for (const folder of Object.values(volumes)) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const local = (text: string) => translate(text, { world, host, volumes, service: definition })
  const environment = Object.entries(definition.environment).map(([key, value]) => [
    key,
    // A bare name is a host only where the variable says so: POSTGRES_USER is `temporal`, too
    /(?:HOST|SEEDS)$/.test(key) && String(value) in world.file.services
      ? hostOf(world, String(value))
      : local(String(value)),
  ])
  return {
    name,
    service: definition,
    host,
    argv: argvOf(definition, local),
    env: {
      PATH: [
        join(world.folder, 'bin'),
        ...world.programs,
        dirname(process.execPath),
        '/usr/local/bin',
        '/usr/bin',
        '/bin',
      ].join(':'),
      HOME: world.folder,
      // In a container "every address" is its own
      HOST: host,
      ADMIN_URL: `http://${host}:3001`,
      ...Object.fromEntries(environment),
      ...more,
    },
    healthcheck: healthcheckOf(definition, local),
    volumes,
  }
}

/** Address of a container. */
export function hostOf({ file, net }: World, service: string, instance = 1): string {
  const place = Object.keys(file.services).indexOf(service)
  return `${net}.${10 + place + (instance - 1) * Object.keys(file.services).length}`
}

function translate(
  text: string,
  at: { world: World; host: string; volumes: Readonly<Record<string, string>>; service: ComposeService },
): string {
  const { world, host, volumes, service } = at
  let local = text.replace(/\b(?:127\.0\.0\.1|0\.0\.0\.0|localhost)\b/g, host)
  for (const name of Object.keys(world.file.services))
    local = local.replace(new RegExp(`(?<![\\w.-])${name}:(?=\\d)`, 'g'), `${hostOf(world, name)}:`)
  for (const [target, folder] of Object.entries(volumes)) local = local.replaceAll(target, folder)
  for (const { source, target } of service.configs)
    local = local.replaceAll(target, join(world.folder, 'configs', source))
  return local.replaceAll('/run/secrets/', `${join(world.folder, 'secrets')}/`)
}

function argvOf(service: ComposeService, local: (text: string) => string): [string, ...string[]] {
  const repository = service.image.replace(/:[^:]*$/, '')
  const words = (value: string | readonly string[] | undefined) =>
    value === undefined ? [] : typeof value === 'string' ? ['/bin/sh', '-c', value] : [...value]
  const command = service.command ?? (service.entrypoint === undefined ? IMAGE_COMMANDS[repository] : [])
  const [first, ...rest] = [...words(service.entrypoint), ...words(command)].map(local)
  if (first === undefined) throw new Error(`What ${service.image} runs is not known here`)
  return [first, ...rest]
}

function healthcheckOf({ healthcheck }: ComposeService, local: (text: string) => string): string[] | null {
  if (healthcheck?.test === undefined || healthcheck.disable === true) return null
  const [kind, ...words] = healthcheck.test.map(local)
  if (kind === 'CMD') return words
  if (kind === 'CMD-SHELL') return ['/bin/sh', '-c', ...words]
  throw new Error(`A health check of kind ${kind} is not known here`)
}
