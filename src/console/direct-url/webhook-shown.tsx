import { Alert, List, SimpleGrid, Stack, Text } from '@mantine/core'
import type { WebhookView } from '../api/views.ts'
import { Card } from '../parts/card.tsx'
import { CodeBlock } from '../parts/code/code-block.tsx'
import { SecretText } from '../parts/code/secret-text.tsx'
import { Facts } from '../parts/facts.tsx'
import { Empty } from '../parts/states/empty.tsx'
import { MambuSteps } from './mambu-steps.tsx'

/** URL, the steps in Mambu, headers, credentials, payload and an example, each to be copied. @param title a name for it in Mambu */
export function WebhookShown({
  webhook,
  format,
  title,
}: {
  webhook: WebhookView
  format: 'json' | 'xml' | 'nvp'
  title: string
}) {
  const { on, urls, headers, credentials, problem, template, templateProblem, curl } = webhook
  if (urls === null) {
    return <Empty title={`The direct URL of ${on} is off`}>Switch it on, and it can be copied here.</Empty>
  }
  return (
    <Stack gap="md">
      {problem !== null && (
        <Alert color="red" title="Every request is refused">
          {problem}
        </Alert>
      )}
      <CodeBlock code={urls[format]} label="URL" />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: 'start' }}>
        <Card title="In Mambu">
          <MambuSteps webhook={webhook} url={urls[format]} title={title} />
        </Card>
        <Card title="Headers and credentials">
          <Facts
            of={{
              ...Object.fromEntries(
                headers.map(({ name, value }) => [name, <SecretText key={name}>{value}</SecretText>]),
              ),
              ...(credentials?.type === 'basic'
                ? {
                    User: <SecretText>{credentials.user}</SecretText>,
                    Password: <SecretText>{credentials.pass}</SecretText>,
                  }
                : {}),
            }}
          />
        </Card>
      </SimpleGrid>
      {template === null ? (
        <Alert color="yellow" title="No payload in this format">
          {templateProblem}
        </Alert>
      ) : (
        <div>
          <CodeBlock code={template.text} label="Payload" />
          {template.notes.length > 0 && (
            <List size="sm" mt="xs" spacing={4}>
              {template.notes.map(({ path, message }) => (
                <List.Item key={`${path} ${message}`}>
                  <Text size="sm" c="dimmed" component="span">
                    {path === '' ? message : `${path}: ${message}`}
                  </Text>
                </List.Item>
              ))}
            </List>
          )}
        </div>
      )}
      {curl !== null && <CodeBlock code={curl} label="curl" />}
    </Stack>
  )
}
