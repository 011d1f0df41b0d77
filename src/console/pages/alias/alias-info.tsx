import { Anchor, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { pathOf } from '../../api/call-api.ts'
import type { AliasDetails } from '../../api/views.ts'
import { AcceptedUrls } from '../../direct-url/accepted-urls.tsx'
import { AdoptUrl } from '../../direct-url/adopt-url.tsx'
import { CopyWebhook } from '../../direct-url/copy-webhook.tsx'
import { RotateUrl } from '../../direct-url/rotate-url.tsx'
import { UrlSwitch } from '../../direct-url/url-switch.tsx'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { DeleteAlias } from './delete-alias.tsx'
import { LinkAlias } from './link-alias.tsx'
import { RenameAlias } from './rename-alias.tsx'

export function AliasInfo({ alias: details }: { alias: AliasDetails }) {
  const { alias, title, process, urls, accepted } = details
  const addressed = { on: `@${alias}`, base: pathOf('aliases', alias), urls, accepted }
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Card title="Alias">
        <Stack gap="md">
          <Facts
            of={{
              Name: `@${alias}`,
              Title: title,
              'Points at':
                process === null ? (
                  <StateBadge tone="bad">nothing: requests are refused</StateBadge>
                ) : (
                  <Anchor component={Link} href={`/processes/${process}`}>
                    {process}
                  </Anchor>
                ),
            }}
          />
          <Group gap="xs">
            <LinkAlias alias={alias} process={process} />
            <RenameAlias alias={alias} />
            <DeleteAlias alias={alias} urlOn={urls !== null} />
          </Group>
        </Stack>
      </Card>
      <Card title="Direct URL">
        <Stack gap="md">
          <UrlSwitch
            of={addressed}
            calls={process === null ? [] : [`webhooks for ${process} that go through @${alias}`]}
          />
          {urls !== null && (
            <>
              <CopyWebhook urls={urls} />
              <Group gap="xs">
                <RotateUrl of={addressed} />
                <AdoptUrl of={addressed} />
              </Group>
              <AcceptedUrls of={addressed} />
            </>
          )}
          <Text size="sm" c="dimmed">
            It asks for what its process asks for.
          </Text>
        </Stack>
      </Card>
    </SimpleGrid>
  )
}
