/** What a backslash stands for. */
import { CLASSES } from './char-set.ts'
import { type Pattern, PatternProblem } from './tree.ts'

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, e: 27, a: 7 }
const ASSERTIONS = { b: 'wordEdge', B: 'noWordEdge', A: 'textStart', z: 'textEnd', Z: 'textEnd' } as const
const HEX = /^(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})/

type Escape = Extract<Pattern, { kind: 'set' | 'assert' }>

/** Whether the letter behind a backslash stands for many characters: `\w`. */
export function isShorthand(letter: string | undefined): boolean {
  return letter !== undefined && Object.hasOwn(CLASSES, letter)
}

/** @param at where the backslash stands */
export function parseEscape(
  chars: readonly string[],
  at: number,
): { readonly item: Escape; readonly end: number } {
  const char = chars[at + 1]
  const refuse = (what: string) => new PatternProblem(`${what} (character ${at + 1})`)
  if (char === undefined) throw refuse('a backslash at the end')
  const code = (value: number, end: number) => ({
    item: { kind: 'set', ranges: [[value, value]] } as const,
    end,
  })
  const ranges = isShorthand(char) ? CLASSES[char] : undefined
  if (ranges !== undefined) return { item: { kind: 'set', ranges }, end: at + 2 }
  if (Object.hasOwn(ASSERTIONS, char))
    return { item: { kind: 'assert', what: ASSERTIONS[char as keyof typeof ASSERTIONS] }, end: at + 2 }
  const control = Object.hasOwn(CONTROLS, char) ? CONTROLS[char] : undefined
  if (control !== undefined) return code(control, at + 2)
  if (char === '0' && !/^[0-9]$/.test(chars[at + 2] ?? '')) return code(0, at + 2)
  if (char === 'x' || char === 'u') {
    const hex = HEX.exec(chars.slice(at + 1, at + 11).join(''))
    const value = hex === null ? Number.NaN : Number.parseInt(hex.slice(1).find(Boolean) ?? '', 16)
    if (hex === null || !(value <= 0x10ffff)) throw refuse(`\\${char} without a character behind it`)
    return code(value, at + 1 + hex[0].length)
  }
  if (/^[0-9]$/.test(char) || char === 'k' || char === 'g') throw refuse('backreferences')
  if (char === 'p' || char === 'P') throw refuse('Unicode properties (\\p)')
  if (/^[A-Za-z]$/.test(char)) throw refuse(`\\${char}`)
  return code(char.codePointAt(0) as number, at + 2)
}
