/** docker-compose.yml as docker compose understands it: merged, with the variables of the environment filled in. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const words = z.union([z.string(), z.array(z.string())])
const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully'])

const service = z.object({
  image: z.string(),
  entrypoint: words.optional(),
  command: words.optional(),
  restart: z.string().default('no'),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  depends_on: z.record(z.string(), z.object({ condition })).default({}),
  healthcheck: z
    .object({
      test: z.array(z.string()).optional(),
      interval: z.string().optional(),
      start_period: z.string().optional(),
      retries: z.number().optional(),
      disable: z.boolean().optional(),
    })
    .optional(),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  configs: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
  stop_grace_period: z.string().optional(),
})

const file = z.object({
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ environment: z.string() })),
  configs: z.record(z.string(), z.object({ content: z.string() })),
})

/** What runs in a container. */
export type ComposeService = z.output<typeof service>
export type ComposeFile = z.output<typeof file>

/**
 * Reads docker-compose.yml.
 *
 * @param env the variables of `.env`
 * @throws Error for a variable that must be set, as docker compose does; ZodError for what this suite does not know yet
 * @example readCompose({ POSTGRES_PASSWORD: 'x' }).services.temporal?.image // 'temporalio/server:1.32.0'
 */
export function readCompose(
  env: Readonly<Record<string, string>>,
  path = new URL('../../../docker-compose.yml', import.meta.url),
): ComposeFile {
  const raw: unknown = parse(readFileSync(path, 'utf8'), { merge: true })
  return file.parse(fillIn(raw, env))
}

/** `1.32.0` of `temporalio/server:1.32.0`. */
export function versionOf({ image }: ComposeService): string {
  const version = /:([\d.]+)/.exec(image)?.[1]
  if (version === undefined) throw new Error(`${image} has no version`)
  return version
}

function fillIn(value: unknown, env: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return fillInText(value, env)
  if (Array.isArray(value)) return value.map((item) => fillIn(item, env))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, env)]))
}

/** `$$`, `${NAME}`, `${NAME:-default}`, `${NAME:?what is missing}`: what the file uses of compose's interpolation. */
function fillInText(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (all, name?: string, kind?: string, rest = '') => {
      if (name === undefined) return all === '$$' ? '$' : all
      const value = env[name] ?? ''
      if (value !== '') return value
      if (kind === '?') throw new Error(`${name}: ${rest}`)
      return rest
    },
  )
}

/** `5s`, `1m30s`, `500ms` in milliseconds. */
export function durationMs(text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
  let ms = 0
  for (const [, count, unit = ''] of text.matchAll(/(\d+)(ms|[smh])/g))
    ms += Number(count) * (units[unit] ?? 0)
  return ms
}
