import type { ErrorCode } from '../../errors/error-table.ts'
import type { Ancestry } from './head.ts'
import type { SeenSettings } from './seen-settings.ts'
import type { Verdict } from './succession.ts'

/** What an operator must look at; nothing of it is followed. */
export interface SettingsAlarm {
  readonly code: Extract<
    ErrorCode,
    | 'settings_foreign'
    | 'settings_missing'
    | 'settings_unsigned'
    | 'settings_behind'
    | 'settings_forked'
    | 'settings_unreadable'
    | 'settings_unkept'
  >
  readonly message: string
}

/** What is wrong with settings that do not follow the known ones. */
export function alarmOf(
  verdict: Exclude<Verdict, 'same' | 'successor'>,
  known: Ancestry,
  next: Ancestry,
): SettingsAlarm {
  const there = `revision ${next.revision}${shortHash(next)}`
  const here = `revision ${known.revision}${shortHash(known)}`
  switch (verdict) {
    case 'foreign':
      return {
        code: 'settings_foreign',
        message: `Temporal has the settings ${next.settingsId}, those known here are ${known.settingsId}`,
      }
    case 'behind':
      return {
        code: 'settings_behind',
        message: `The settings in Temporal are older (${there}) than those known here (${here}): was it restored or reset?`,
      }
    case 'forked':
      return {
        code: 'settings_forked',
        message: `The settings in Temporal (${there}) do not follow those known here (${here})`,
      }
  }
}

/** What is wrong with settings that carry no valid seal. */
export function alarmOfUnsigned({ head, snapshot }: SeenSettings): SettingsAlarm {
  if (snapshot === null)
    return { code: 'settings_unsigned', message: 'The settings workflow in Temporal holds no settings' }
  return {
    code: 'settings_unsigned',
    message:
      head === null
        ? `The settings in Temporal (revision ${snapshot.revision}) are not signed`
        : `The settings in Temporal (revision ${snapshot.revision}) are signed by none of SIGNING_KEYS`,
  }
}

function shortHash({ hash }: Ancestry): string {
  return hash === null ? ', unsigned' : `, ${hash.slice(0, 12)}`
}
