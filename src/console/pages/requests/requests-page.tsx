/** Every request at this receiver, those that became no task first of all. */

import { Stack } from '@mantine/core'
import { AnswerTimesCard } from '../../answer-times/answer-times-card.tsx'
import { useSearchParams } from '../../api/use-search-params.ts'
import { Page } from '../../shell/page.tsx'
import { FilterBar } from './filter-bar.tsx'
import { readFilter, writeFilter } from './request-filter.ts'
import { RequestList } from './request-list.tsx'

export function RequestsPage() {
  const [params, setParams] = useSearchParams()
  const filter = readFilter(params)
  return (
    <Page
      title="Requests"
      about="What came to this receiver, refused or accepted, since it started; no body and no header is kept here"
    >
      <Stack gap="md">
        <AnswerTimesCard process={filter.process === '' ? null : filter.process} />
        <FilterBar filter={filter} onChange={(to) => setParams(writeFilter(to))} />
        <RequestList key={String(writeFilter(filter))} filter={filter} />
      </Stack>
    </Page>
  )
}
