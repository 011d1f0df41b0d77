import { z } from 'zod'

/** One thing the doctor looked at. */
export const finding = z.object({
  area: z.enum([
    'temporal',
    'keys',
    'settings',
    'process',
    'alias',
    'variable',
    'inbox',
    'key',
    'receiver',
    'task',
  ]),
  subject: z.string(),
  state: z
    .enum(['ok', 'off', 'warning', 'refuses'])
    .describe('refuses: webhooks are not accepted; off: by choice'),
  message: z.string(),
  advice: z.string().nullable().describe('What to do'),
})

export const doctorReport = z.object({
  refuses: z.number().describe('How many would refuse'),
  findings: z.array(finding),
})

export type Finding = z.output<typeof finding>
export type DoctorReport = z.output<typeof doctorReport>
