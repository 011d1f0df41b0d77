/** The shape of every change, field by field; what a field may do with the settings is apply-change.ts. */
import { checkAuthChange } from './check-auth-change.ts'
import { checkIntakeChange } from './check-intake-change.ts'
import {
  type Check,
  checkGeneration,
  checkHash,
  checkLabel,
  checkOn,
  checkProcess,
  checkSealed,
  checkShortName,
  checkVariableName,
  isHash,
  isRecord,
  isTime,
} from './check-value.ts'

/** Paths of one overlap: 6 per signing key. */
const MAX_PATH_HASHES = 120

const checkTitle = checkLabel('title', 255)
const checkNote = checkLabel('note', 200)
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null ? null : check(value)

const FIELDS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  enableUrl: { on: checkOn, generation: checkGeneration },
  disableUrl: { on: checkOn },
  rotateUrl: { on: checkOn, generation: checkGeneration, overlap: orNull(checkOverlap) },
  adoptUrl: { on: checkOn, accepted: checkAccepted },
  dropAcceptedUrl: { on: checkOn, pathHash: checkHash },
  setAuth: { process: checkProcess, auth: checkAuthChange },
  setIntake: { process: checkProcess, intake: checkIntakeChange },
  createAlias: { alias: checkShortName, title: checkTitle, process: orNull(checkProcess) },
  renameAlias: { alias: checkShortName, to: checkShortName },
  linkAlias: { alias: checkShortName, process: checkProcess },
  unlinkAlias: { alias: checkShortName },
  deleteAlias: { alias: checkShortName },
  setVariable: { name: checkVariableName, type: checkType, secret: checkBoolean, value: checkSealed },
  deleteVariable: { name: checkVariableName },
}

/** What is wrong with a change, or null; fields nobody knows are wrong too, since they would be proved and ignored. */
export function checkChange(change: unknown): string | null {
  if (!isRecord(change)) return 'change must be an object { op, ... }'
  const op = String(change.op)
  const fields = Object.hasOwn(FIELDS, op) ? FIELDS[op] : undefined
  if (fields === undefined) {
    return `These settings know no change '${op}': is the worker older than the sender?`
  }
  for (const [field, check] of Object.entries(fields)) {
    const problem = check(change[field])
    if (problem !== null) return problem
  }
  const unknown = Object.keys(change).find((field) => field !== 'op' && !Object.hasOwn(fields, field))
  return unknown === undefined ? null : `${op} has no '${unknown}': is the worker older than the sender?`
}

function checkOverlap(overlap: unknown): string | null {
  if (!isRecord(overlap)) return 'overlap must be { until, pathHashes } or null'
  const { until, pathHashes } = overlap
  if (!isTime(until)) return 'until must be an ISO time in UTC'
  const fine =
    Array.isArray(pathHashes) &&
    pathHashes.length > 0 &&
    pathHashes.length <= MAX_PATH_HASHES &&
    pathHashes.every(isHash)
  return fine ? null : `pathHashes must be 1 to ${MAX_PATH_HASHES} lower-case hex SHA-256`
}

function checkAccepted(accepted: unknown): string | null {
  if (!isRecord(accepted)) return 'accepted must be { pathHash, until, note }'
  const { pathHash, until, note } = accepted
  if (until !== null && !isTime(until)) return 'until must be an ISO time in UTC or null'
  return checkHash(pathHash) ?? checkNote(note)
}

function checkType(type: unknown): string | null {
  return type === 'raw' || type === 'json' ? null : 'type must be raw or json'
}

function checkBoolean(secret: unknown): string | null {
  return typeof secret === 'boolean' ? null : 'secret must be true or false'
}
