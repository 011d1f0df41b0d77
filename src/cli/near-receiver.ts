/**
 * The receiver a command can reach, at ADMIN_URL, and the one whose STATE_DIR it shares: what they have seen of the settings
 * is asked before a command signs, and the new head is handed to them at once.
 */
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { headHash, type SettingsHead } from '../settings/chain/head.ts'
import type { HeadStatus } from '../settings/chain/head-status.ts'
import { type Sighting, sightingOf } from '../settings/chain/seen-settings.ts'
import { readSettingsFile } from '../settings/settings-file.ts'
import { callAdmin } from './admin-client.ts'

/** A receiver that takes longer is asked no more: it polls by itself. ms */
const WITHIN_MS = 1_000
const PATH = '/settings/head'

export interface NearReceiver {
  readonly url: string
  /** What was seen of the settings of this namespace; nothing where no receiver answers. */
  seen(): Promise<Sighting[]>
  /** Hands a new head over. */
  hand(head: SettingsHead): Promise<void>
  /** What it goes by; null: none answers, or it is one of another namespace. */
  ask(): Promise<HeadStatus | null>
  /** Whether it serves a process; null: none answers. */
  serves(process: string): Promise<boolean | null>
  /** What is said of the last head that was handed over; null: none was. */
  told(): string | null
}

/** One that can't be read is the receiver's alarm: it must not keep somebody from switching a URL off. */
function readOwn({ stateDir, signingKeys, encryption }: Config): Sighting[] {
  try {
    const kept = readSettingsFile(join(stateDir, 'settings.json'), signingKeys, encryption)
    return kept === null ? [] : [{ ...sightingOf(kept), maybeElsewhere: true }]
  } catch {
    return []
  }
}

export function createNearReceiver(config: Config, namespace: string): NearReceiver {
  const { url } = config.admin
  let told: string | null = null

  async function call(body?: unknown): Promise<HeadStatus | null> {
    try {
      const response = await callAdmin(config, PATH, AbortSignal.timeout(WITHIN_MS), body)
      const status = (await response.json()) as HeadStatus
      return status.namespace === namespace ? status : null
    } catch {
      return null
    }
  }

  return {
    url,
    async seen() {
      const sightings = readOwn(config)
      const status = await call()
      if (status?.settingsId && status.revision !== null) {
        const { settingsId, revision, hash, past, givenUp, stops } = status
        sightings.push({ place: { settingsId, revision, hash, past, givenUp }, stops })
      }
      return sightings
    },
    async hand(head) {
      const status = await call({ head })
      told =
        status?.hash === headHash(head)
          ? `In force: the receiver at ${url}. Others follow within 2 s.`
          : status === null
            ? `No receiver answers at ${url} (ADMIN_URL): receivers follow within 2 s.`
            : `The receiver at ${url} does not follow: ${status.alarm?.message ?? `it goes by revision ${status.revision}`}`
    },
    ask: () => call(),
    async serves(process) {
      if ((await call()) === null) return null
      try {
        const path = `/processes/${process}`
        const response = await callAdmin(config, path, AbortSignal.timeout(WITHIN_MS))
        return ((await response.json()) as { workflowType: string | null }).workflowType !== null
      } catch {
        return null
      }
    },
    told: () => told,
  }
}
