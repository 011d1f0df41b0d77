import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { TASK_CSV_HEAD, writeCsv, writeTasks } from '../../../tasks/list/write-csv.ts'
import type { AdminParts } from '../../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../../serve/endpoint.ts'
import { finderOf, resolveRef, taskFilter } from './task-filter-input.ts'

const MOST = 100_000

/** The tasks of a filter as a file. */
export function taskCsvEndpoint(parts: AdminParts): Endpoint {
  const finder = finderOf(parts)
  return defineEndpoint({
    method: 'get',
    path: '/tasks/csv',
    role: 'viewer',
    tag: 'Tasks',
    summary: 'The tasks of a filter as CSV',
    description: `Those that \`GET /tasks\` lists, in its order, the first ${MOST}; page by page as Temporal gives them. A cell that a spreadsheet would take for a formula begins with an apostrophe. A file that breaks off is not whole: the connection is cut, never ended.`,
    query: taskFilter,
    answer: 'text/csv',
    async run({ query, response }) {
      const pages = finder.all(resolveRef(parts, query), MOST)
      // What is wrong with the filter is answered as an error, not in a file
      const first = await pages.next()
      response.attachment('tasks.csv').type('text/csv; charset=utf-8')
      async function* lines() {
        yield writeCsv([TASK_CSV_HEAD])
        for (let page = first; !page.done; page = await pages.next()) yield writeTasks(page.value)
      }
      try {
        await pipeline(Readable.from(lines()), response)
      } catch {
        // The reader has left, or Temporal has; the head is sent, so only the cut connection can say so
        response.destroy()
      }
    },
  })
}
