import { expect, test } from 'vitest'
import { sortByNeed } from '../../../src/console/pages/processes/need-of.ts'

const tasks = { open: 0, completed24h: 0, failed24h: 0, ended24h: [] }
const row = (title: string, more: object = {}) => ({
  ...{ title, inCode: true, refuses: null, paused: false, urlOn: false, aliases: [], auth: 'basic' as const },
  ...{ quarantined: 0, tasks, ...more },
})

test('processes that need somebody come first, then those in use, then the rest by title', () => {
  const rows = [
    row('Asleep'),
    row('Busy', { urlOn: true }),
    row('Not counted', { urlOn: true, quarantined: null, tasks: null }),
    row('Open to all', { urlOn: true, auth: 'none' }),
    row('Failing', { urlOn: true, tasks: { ...tasks, failed24h: 2 } }),
    row('Kept back', { urlOn: true, quarantined: 1 }),
    row('Resting', { urlOn: true, paused: true }),
    row('Gone', { urlOn: true, inCode: false }),
    row('Lets nobody in', { urlOn: true, refuses: '{{env_var[@gone]}}: there is no such variable' }),
    row('Another asleep'),
  ]
  expect(sortByNeed(rows).map(({ title }) => title)).toEqual([
    ...['Gone', 'Lets nobody in', 'Kept back', 'Failing', 'Resting', 'Open to all'],
    ...['Busy', 'Not counted', 'Another asleep', 'Asleep'],
  ])
})
