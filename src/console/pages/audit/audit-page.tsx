import { Group, Paper, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { AuditList } from '../../parts/audit-list.tsx'
import { Page } from '../../shell/page.tsx'
import { AuditNotice } from './audit-notice.tsx'

export function AuditPage() {
  const [on, setOn] = useState('')
  const [actor, setActor] = useState('')
  const [filter] = useDebouncedValue({ on: on.trim(), actor: actor.trim() }, 300)
  const query = new URLSearchParams({
    limit: '1000',
    ...(filter.on === '' ? {} : { on: filter.on }),
    ...(filter.actor === '' ? {} : { actor: filter.actor }),
  })
  return (
    <Page title="Audit" about="Who changed which setting, newest first">
      <AuditNotice />
      <Group gap="sm" mb="md" align="flex-end">
        <TextInput
          type="search"
          label="On"
          description="Process, @alias or env_var[@name]"
          value={on}
          onChange={(event) => setOn(event.currentTarget.value)}
        />
        <TextInput
          type="search"
          label="Who"
          description="Like api:bob, the whole of it"
          value={actor}
          onChange={(event) => setActor(event.currentTarget.value)}
        />
      </Group>
      <Paper withBorder radius="md" px={{ base: 'sm', sm: 0 }}>
        <AuditList query={String(query)} />
      </Paper>
    </Page>
  )
}
