import { z } from 'zod'
import { type MambuFieldOptions, NO_VALUE } from './mambu-text.ts'

/**
 * A day as `yyyy-MM-dd`, e.g. `"2026-11-24"`, as `FORMAT_DATE{...,datePattern=yyyy-MM-dd}` writes it. A date as people
 * write it (`24.11.2026`) is named as such: nobody can tell day from month in `03/04/2026`.
 *
 * @example due: mambuDate().meta({ mambu: 'FORMAT_DATE{TRANSACTION_DATE,datePattern=yyyy-MM-dd}' })
 */
export function mambuDate(): z.ZodString
export function mambuDate(options: { readonly optional: true }): z.ZodOptional<z.ZodString>
export function mambuDate({ optional = false }: MambuFieldOptions = {}) {
  const field = z.string().refine((text) => (text === '' && optional) || findFault(text) === null, {
    error: ({ input }) => findFault(String(input)) ?? '',
  })
  return optional ? field.optional() : field
}

function findFault(text: string): string | null {
  if (text === '') return NO_VALUE
  const shown = `'${text.slice(0, 40)}'`
  if (LOCALISED.test(text)) {
    return `${shown} looks like a localised date: write FORMAT_DATE{...,datePattern=yyyy-MM-dd} in the payload`
  }
  return DAY.safeParse(text).success ? null : `${shown} is not a date such as 2026-11-24`
}

const DAY = z.iso.date()
const LOCALISED = /^\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b(?<!^\d{4}-\d\d-\d\d)/
