/** Variables. The value of a secret one never comes back out, to nobody; it can only be replaced. */
import { z } from 'zod'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { sealText } from '../../keys/sealed-text.ts'
import { openOrNull } from '../../processes/auth-view.ts'
import { MASK } from '../../processes/mask.ts'
import { variableInput } from '../../processes/variable-input.ts'
import { findVariableReferences, type VariableReference } from '../../processes/variable-references.ts'
import { warnings, warnOfVariable } from '../../processes/why-refused.ts'
import { changeSettings, currentSettings } from '../../settings/settings-access.ts'
import type { SettingsSnapshot, VariableState } from '../../settings/snapshot.ts'
import { isAllowed } from '../../users/role.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import type { Caller } from '../serve/identify-caller.ts'

const TAG = 'Variables'
const name = z
  .string()
  .regex(/^(?!__)[A-Za-z0-9_-]{3,128}$/, 'must be 3 to 128 letters, digits, dashes and _')
const params = z.strictObject({ name })

export const variableView = z.object({
  name: z.string(),
  id: z.number().describe('For `{{env_var[id]}}`'),
  type: z.enum(['raw', 'json']),
  secret: z.boolean(),
  value: z
    .string()
    .nullable()
    .describe('Masked for secret variables and for all but editors; null: no key here opens it'),
  usedBy: z.array(z.string()).describe('Processes whose auth refers to it; code is not looked at'),
})

export function variableEndpoints(parts: AdminParts): Endpoint[] {
  function view(name: string, state: VariableState, references: VariableReference[], { role }: Caller) {
    const { id, type, secret } = state
    const shown = !secret && isAllowed(role, 'editor')
    return {
      name,
      id,
      type,
      secret,
      value: shown ? openOrNull(parts.encryptionKeys, state.value) : MASK,
      usedBy: references.filter(({ variable }) => variable === name).map(({ process }) => process),
    }
  }

  function show(name: string, caller: Caller) {
    const snapshot = currentSettings(parts)
    const state = Object.hasOwn(snapshot.variables, name) ? snapshot.variables[name] : undefined
    if (!state) throw new StartnodeError('variable_unknown', `There is no variable '${name}'`)
    return view(name, state, findVariableReferences(snapshot, parts.encryptionKeys), caller)
  }

  function warningsSince(before: SettingsSnapshot, name: string): string[] {
    return warnOfVariable({ before, after: currentSettings(parts) }, parts.encryptionKeys, name)
  }

  return [
    defineEndpoint({
      method: 'get',
      path: '/variables',
      role: 'viewer',
      tag: TAG,
      summary: 'List variables',
      answer: z.object({
        variables: z.array(variableView),
        missing: z
          .array(z.object({ variable: z.string(), usedBy: z.string() }))
          .describe('Referred to, but not there'),
      }),
      run({ caller }) {
        const snapshot = currentSettings(parts)
        const references = findVariableReferences(snapshot, parts.encryptionKeys)
        return {
          variables: Object.entries(snapshot.variables)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, state]) => view(name, state, references, caller)),
          missing: references
            .filter(({ known }) => !known)
            .map(({ variable, process }) => ({ variable, usedBy: process })),
        }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/variables/{name}',
      role: 'viewer',
      tag: TAG,
      summary: 'Show a variable',
      params,
      answer: variableView,
      run: ({ params: { name }, caller }) => show(name, caller),
    }),
    defineEndpoint({
      method: 'put',
      path: '/variables/{name}',
      role: 'editor',
      tag: TAG,
      summary: 'Create a variable or replace its value',
      description: 'Works with the next request. Encrypted before it leaves this receiver.',
      params,
      body: variableInput,
      answer: variableView.extend({ warnings }),
      async run({ params: { name }, body: { type, secret, value }, caller }) {
        const sealed = sealText(parts.encryptionKeys, value)
        const before = currentSettings(parts)
        await changeSettings(parts, caller, { op: 'setVariable', name, type, secret, value: sealed })
        return { ...show(name, caller), warnings: warningsSince(before, name) }
      },
    }),
    defineEndpoint({
      method: 'delete',
      path: '/variables/{name}',
      role: 'editor',
      tag: TAG,
      summary: 'Delete a variable',
      description:
        'Whoever refers to it refuses every request from then on (401): `usedBy` says who beforehand, `warnings` afterwards.',
      params,
      answer: z.object({ warnings }),
      async run({ params: { name }, caller }) {
        show(name, caller)
        const before = currentSettings(parts)
        await changeSettings(parts, caller, { op: 'deleteVariable', name })
        return { warnings: warningsSince(before, name) }
      },
    }),
  ]
}
