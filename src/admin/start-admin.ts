/**
 * Starts the admin API of a receiver, or says why not. Nothing here may keep the receiver from accepting webhooks, so a
 * port that is taken is a line in the log.
 */
import { isStartnodeError } from '../errors/startnode-error.ts'
import type { TrustProxy } from '../receiver/http/trust-proxy.ts'
import type { Logger } from '../telemetry/logger.ts'
import { drawDevUser } from '../users/draw-dev-user.ts'
import type { AdminUser } from '../users/parse-users.ts'
import type { AdminParts } from './admin-parts.ts'
import { createEndpoints } from './endpoints/create-endpoints.ts'
import { type RunningAdminServer, startAdminServer } from './serve/admin-server.ts'

export interface AdminSettings {
  readonly port: number
  readonly host: string
  /** As in `AdminServerOptions`. Default: none. */
  readonly hosts?: readonly string[]
  /** Empty: none are configured. */
  readonly users: readonly AdminUser[]
  readonly production: boolean
  readonly stateDir: string
  /** Proxies whose X-Forwarded-* count; null: none. */
  readonly trustProxy: TrustProxy
  readonly version: string
}

/**
 * Without users: in production nothing starts; in development there is one editor, `dev`.
 *
 * @returns null when it did not start; the log says why
 */
export async function startAdmin(
  settings: AdminSettings,
  parts: AdminParts,
  log: Logger,
): Promise<RunningAdminServer | null> {
  const { users, port, host, hosts = [], production, stateDir, trustProxy, version } = settings
  if (users.length === 0 && production) {
    log.info('admin API not started: ADMIN_USERS and ADMIN_USERS_FILE name no user')
    return null
  }
  try {
    const dev = users.length === 0 ? await drawDevUser(stateDir) : null
    const server = await startAdminServer({
      users: dev ? [dev.user] : users,
      signingKeys: parts.signingKeys,
      endpoints: createEndpoints(parts),
      port,
      host,
      hosts,
      trustProxy,
      codecOrigin: parts.uiUrl,
      version,
      log,
    })
    log.info(
      { url: server.url, ...(dev ? { user: 'dev', passwordFile: dev.file } : { users: users.length }) },
      'admin API ready',
    )
    return server
  } catch (error) {
    const reason = isStartnodeError(error) ? error.message : String(error)
    log.error({ reason }, 'admin API not started; webhooks are accepted all the same')
    return null
  }
}
