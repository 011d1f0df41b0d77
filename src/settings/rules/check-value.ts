/** Checks of single values of a change: each gives what is wrong in plain words, or null. */
import { isProcessId } from '../../process/ids/process-id.ts'
import { isShortName, isVariableName } from '../../process/ids/short-name.ts'
import { isSealedText } from '../../process/sealed-text.ts'

export type Check = (value: unknown) => string | null

const GENERATION = /^[0-9a-f]{32}$/
const SHA256 = /^[0-9a-f]{64}$/
const CONTROL = /\p{Cc}|\p{Cs}/u
/** Of a secret of about 98,000 bytes. */
const MAX_SEALED_LENGTH = 131_072

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const isHash = (value: unknown): boolean => typeof value === 'string' && SHA256.test(value)

export const isTime = (value: unknown): boolean =>
  typeof value === 'string' && value.endsWith('Z') && !Number.isNaN(Date.parse(value))

const given = (fits: (text: string) => boolean, message: string): Check => {
  return (value) => (typeof value === 'string' && fits(value) ? null : message)
}

export const checkProcess = given(isProcessId, 'process must be a process id')

export const checkShortName = given(
  isShortName,
  'the name must be 3 to 128 lower-case letters, digits and dashes',
)

export const checkVariableName = given(
  isVariableName,
  'the name must be 3 to 128 letters, digits, dashes and _',
)

export const checkOn = given(
  (on) => (on.startsWith('@') ? isShortName(on.slice(1)) : isProcessId(on)),
  'on must be a process id or @alias',
)

export const checkGeneration = given((text) => GENERATION.test(text), 'generation must be 32 lower-case hex')

export const checkHash = given((text) => SHA256.test(text), 'pathHash must be a lower-case hex SHA-256')

export const checkSealed = given(
  (text) => text.length <= MAX_SEALED_LENGTH && isSealedText(text),
  `a secret must be sealed, and not longer than ${MAX_SEALED_LENGTH} characters then`,
)

/** A text for people. */
export function checkLabel(name: string, maxLength: number): Check {
  return given(
    (text) => text.length <= maxLength && !CONTROL.test(text),
    `${name} must be a text of at most ${maxLength} characters without control characters`,
  )
}
