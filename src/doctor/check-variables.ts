import { openOrNull } from '../processes/auth-view.ts'
import { findVariableReferences } from '../processes/variable-references.ts'
import type { SettingsSnapshot } from '../settings/snapshot.ts'
import type { DoctorParts } from './doctor-parts.ts'
import type { Finding } from './doctor-report.ts'

/** Variables that are referred to but missing, and values that no key here opens. Never shows a value. */
export function checkVariables({ encryptionKeys }: DoctorParts, snapshot: SettingsSnapshot): Finding[] {
  const missing = findVariableReferences(snapshot, encryptionKeys)
    .filter(({ known }) => !known)
    .map(({ variable, process }): Finding => {
      const message = `Missing, but the auth of ${process} refers to it`
      const advice = `\`startnode variable set ${variable}\``
      return { area: 'variable', subject: variable, state: 'warning', message, advice }
    })
  const closed = Object.entries(snapshot.variables)
    .filter(([, { value }]) => openOrNull(encryptionKeys, value) === null)
    .map(([name]): Finding => {
      const message = 'No encryption key here opens its value'
      const advice = 'Add the old key to ENCRYPTION_KEYS, or set the variable again'
      return { area: 'variable', subject: name, state: 'warning', message, advice }
    })
  return [...missing, ...closed]
}
