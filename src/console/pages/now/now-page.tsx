import { Alert, Button, Stack, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { callApi } from '../../api/call-api.ts'
import { keyOf, useApi } from '../../api/use-api.ts'
import type { Need, NowView } from '../../api/views.ts'
import { Shown } from '../../parts/states/shown.tsx'
import { Time } from '../../parts/time.tsx'
import { Page } from '../../shell/page.tsx'
import { NeedList } from './need-list.tsx'
import classes from './now-page.module.css'

const GROUPS = [
  { urgency: 'now', title: 'At once' },
  { urgency: 'soon', title: 'Somebody has to decide' },
  { urgency: 'look', title: 'Worth a look' },
] as const

/** The verdict holds still: what comes and goes within seconds never gets here. */
export function NowPage() {
  const now = useApi<NowView>('/now')
  const queries = useQueryClient()
  const [looking, setLooking] = useState(false)

  async function lookAgain() {
    setLooking(true)
    try {
      queries.setQueryData(keyOf('/now'), await callApi<NowView>('GET', '/now?fresh=true'))
    } catch {
      // The page says itself what is wrong when it asks again
      await now.refetch()
    } finally {
      setLooking(false)
    }
  }

  return (
    <Page
      title="Now"
      about="What needs somebody, over all processes"
      actions={
        <Button size="xs" loading={looking} onClick={() => void lookAgain()}>
          Look again
        </Button>
      }
    >
      <Shown of={now} what="What needs somebody">
        {(view) => (
          <Stack gap="lg">
            <Verdict view={view} />
            {view.unknown.map((text) => (
              <Alert key={text} color="yellow" title="Not known">
                {text}
              </Alert>
            ))}
            {GROUPS.map(({ urgency, title }) => {
              const needs = view.needs.filter((need) => need.urgency === urgency)
              return needs.length === 0 ? null : <NeedList key={urgency} title={title} needs={needs} />
            })}
          </Stack>
        )}
      </Shown>
    </Page>
  )
}

function Verdict({ view }: { view: NowView }) {
  const urgent = view.needs.filter(({ urgency }) => urgency !== 'look')
  const partly = view.unknown.length > 0
  return (
    <div
      className={classes.verdict}
      data-state={view.state === 'well' && partly ? 'partly' : view.state}
      role="status"
    >
      <Title order={2} size="h3">
        {tell(urgent, partly)}
      </Title>
      <Text size="sm" c="dimmed" component="p">
        {view.state === 'well' ? 'Since' : 'Not well since'} <Time at={view.since} full />; looked at{' '}
        <Time at={view.lookedAt} />
      </Text>
    </div>
  )
}

function tell(urgent: readonly Need[], partly: boolean): string {
  if (urgent.length === 0) return partly ? 'Nothing that could be looked at needs anybody' : 'All is well'
  return urgent.length === 1 ? 'One thing needs somebody' : `${urgent.length} things need somebody`
}
