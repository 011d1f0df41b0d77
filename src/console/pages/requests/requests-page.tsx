/** Every request at this receiver, those that became no task first of all. */

import { Stack } from '@mantine/core'
import { AnswerTimesCard } from '../../answer-times/answer-times-card.tsx'
import { useSearchParams } from '../../api/use-search-params.ts'
import { CountsCard } from '../../counts/counts-card.tsx'
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
      about="What came, refused or accepted, also before a restart; no body and no header is kept here"
    >
      <Stack gap="md">
        <CountsCard process={filter.process === '' ? null : filter.process} />
        <AnswerTimesCard process={filter.process === '' ? null : filter.process} />
        <FilterBar filter={filter} onChange={(to) => setParams(writeFilter(to))} />
        <RequestList key={String(writeFilter(filter))} filter={filter} />
      </Stack>
    </Page>
  )
}
