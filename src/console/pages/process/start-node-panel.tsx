import { Alert, Anchor, Divider, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { pathOf } from '../../api/call-api.ts'
import type { ProcessDetails } from '../../api/views.ts'
import { AcceptedUrls } from '../../direct-url/accepted-urls.tsx'
import { AdoptUrl } from '../../direct-url/adopt-url.tsx'
import { CopyWebhook } from '../../direct-url/copy-webhook.tsx'
import { RotateUrl } from '../../direct-url/rotate-url.tsx'
import { UrlSwitch } from '../../direct-url/url-switch.tsx'
import { Card } from '../../parts/card.tsx'
import { RoleButton } from '../../parts/role-button.tsx'
import { AuthForm } from './auth-form.tsx'
import { AuthShown } from './auth-shown.tsx'

/** The Start node as MPO's panel shows it: the URL, how to copy it, what it asks for, and Edit mode. */
export function StartNodePanel({ process: details }: { process: ProcessDetails }) {
  const { process, urls, accepted, auth, counters, aliases } = details
  const [editing, setEditing] = useState(false)
  const addressed = { on: process, base: pathOf('processes', process), urls, accepted }
  const calls =
    counters.accepted === 0
      ? []
      : [`whoever sent the ${counters.accepted} requests since this receiver started`]
  return (
    <Card
      title="Start node"
      actions={
        !editing && (
          <RoleButton needs="editor" variant="default" size="xs" onClick={() => setEditing(true)}>
            Edit mode
          </RoleButton>
        )
      }
    >
      <Stack gap="md">
        <UrlSwitch of={addressed} calls={calls} />
        {urls !== null && (
          <>
            <CopyWebhook urls={urls} />
            <Text size="sm">
              What to copy at each step in Mambu:{' '}
              <Anchor component={Link} href={`/processes/${process}/webhook`} size="sm" underline="always">
                View details &gt; Webhook
              </Anchor>
            </Text>
            <Group gap="xs">
              <RotateUrl of={addressed} />
              <AdoptUrl of={addressed} />
            </Group>
            <AcceptedUrls of={addressed} />
          </>
        )}
        {urls === null && aliases.length > 0 && (
          <Text size="sm" c="dimmed">
            Its aliases have URLs of their own, which this switch does not touch.
          </Text>
        )}
        <Divider />
        {editing ? (
          <AuthForm process={process} auth={auth} onDone={() => setEditing(false)} />
        ) : (
          <AuthShown auth={auth} />
        )}
        {auth.type === 'none' && urls !== null && !editing && (
          <Alert color="yellow" title="Whoever has the URL may send">
            Ask for a user and a password, or for a header: a URL ends up in tickets and logs.
          </Alert>
        )}
      </Stack>
    </Card>
  )
}
