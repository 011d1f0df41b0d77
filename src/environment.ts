/** The variables of the environment: how each is read, and its default. `loadConfig` makes the configuration of them. */

import { z } from 'zod'
import { hostNameOf } from './activities/api-call/host-name.ts'
import { parseTrustProxy } from './receiver/http/trust-proxy.ts'
import { parseAtLeast } from './settings/chain/at-least.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const count = z.coerce.number().int().min(1)
const trustProxy = z
  .string()
  .optional()
  .transform((text, context) => {
    try {
      return parseTrustProxy(text ?? '')
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
      return z.NEVER
    }
  })

/** Every variable and its default; .env.example and the table of docs/configuration.md are held equal to it. */
export const environment = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: port.default(3000),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  FAST_PATH: z.enum(['on', 'off']).default('on'),
  MAX_BODY_BYTES: count.max(1_500_000).default(1_048_576),
  BODY_TIMEOUT_MS: count.default(10_000),
  TRUST_PROXY: trustProxy,
  STATE_DIR: z.string().min(1).default('.startnode'),
  SIGNING_KEYS: z.string().optional(),
  SIGNING_KEYS_FILE: z.string().optional(),
  ENCRYPTION_KEYS: z.string().optional(),
  ENCRYPTION_KEYS_FILE: z.string().optional(),
  ACCEPT_UNBOUND_UNTIL: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
  APPROVALS: z.enum(['proved', 'any']).optional(),
  SETTINGS_AT_LEAST: z
    .string()
    .refine(
      (text) => parseAtLeast(text) !== null,
      'use <settings id>:<revision>:<hash>, as `startnode setup` prints it',
    )
    .optional(),
  ADMIN_PORT: port.optional(),
  ADMIN_HOST: z.string().min(1).default('127.0.0.1'),
  ADMIN_HOSTS: z
    .string()
    .regex(/^[\w.-]+(?:\s*,\s*[\w.-]+)*$/, 'write host names without port, comma separated')
    .optional(),
  ADMIN_USERS: z.string().optional(),
  ADMIN_USERS_FILE: z.string().optional(),
  ADMIN_URL: z.url({ protocol: /^https?$/ }).optional(),
  ADMIN_PEERS: z
    .string()
    .refine(
      (text) => text.split(',').every((url) => /^https?:\/\/[^\s/@?#]+\/?$/.test(url.trim())),
      'write base URLs of admin APIs, comma separated, e.g. http://receiver-1:3001',
    )
    .optional(),
  INBOX: z.enum(['durable', 'direct']).default('durable'),
  INBOX_DIR: z.string().min(1).optional(),
  INBOX_MAP_BYTES: count.min(16_777_216).default(268_435_456),
  INBOX_MAX_RECORDS: count.default(200_000),
  INBOX_MAX_PER_PROCESS: count.default(100_000),
  INBOX_BYTES_PERCENT: count.max(100).default(50),
  INBOX_ASIDE_PERCENT: count.max(100).default(20),
  INBOX_KEEP_HOURS: z.coerce.number().int().min(0).max(720).default(24),
  INBOX_KEEP_BYTES: count.min(1_048_576).default(268_435_456),
  FORWARDER_CONCURRENCY: count.max(1_000).default(32),
  START_DEADLINE_MS: count.default(2_000),
  QUARANTINE_DAYS: count.max(3_650).default(30),
  QUARANTINE_MAX_PER_PROCESS: count.default(1_000),
  TEMPORAL_DEV_PORT: port.default(7_233),
  TASK_QUEUE: z.string().min(1).max(200).default('startnode'),
  API_CALLS_PER_HOST: count.max(100).default(20),
  DIAGRAM_PRIVATE_HOSTS: z
    .string()
    .refine(
      (text) => text.split(',').every((host) => hostNameOf(host.trim()) !== null),
      'write host names or addresses without port, comma separated',
    )
    .optional(),
  WORKER_METRICS_ADDRESS: z
    .string()
    .regex(
      /^(?:\d+\.\d+\.\d+\.\d+|\[[\da-fA-F:]+\]):\d{1,5}$/,
      'write an address and a port, e.g. 127.0.0.1:9464',
    )
    .optional(),
  WORKFLOWS_DIR: z.string().min(1).optional(),
  WORKFLOWS_WRITABLE: z.enum(['on', 'off']).optional(),
  WORKFLOW_BUNDLE: z.string().min(1).optional(),
  EXPORT_DIR: z.string().min(1).optional(),
  DEPLOYMENT_NAME: z
    .string()
    .regex(/^[\w-]{1,100}$/, 'use letters, digits, - and _')
    .optional(),
  BUILD_ID: z
    .string()
    .regex(/^[\w.+-]{1,100}$/, 'use letters, digits, . + - and _')
    .optional(),
  MAMBU_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  MAMBU_API_KEY: z.string().min(1).optional(),
  MAMBU_API_KEY_FILE: z.string().optional(),
  MAMBU_USER: z.string().min(1).optional(),
  MAMBU_PASSWORD: z.string().min(1).optional(),
  MAMBU_PASSWORD_FILE: z.string().optional(),
  TEMPORAL_UI_URL: z.url({ protocol: /^https?$/ }).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})
