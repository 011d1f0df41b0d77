import { List } from '@mantine/core'
import type { WebhookView } from '../api/views.ts'
import { CopyStep } from './copy-step.tsx'

/** What one does in Mambu, step by step in the words of its screens, with what to copy at each. */
export function MambuSteps({ webhook, url, title }: { webhook: WebhookView; url: string; title: string }) {
  const { methods, contentType, credentials, template } = webhook
  return (
    <List size="sm" type="ordered" spacing={8} styles={{ itemWrapper: { display: 'inline' } }}>
      <List.Item>
        <b>Administration &gt; Webhooks</b>. Once per tenant, in its preferences:{' '}
        <b>Webhook Communications</b> from <i>None</i> to <i>Enabled</i>, then <b>Save Changes</b>.
      </List.Item>
      <List.Item>
        <b>Add Notification</b>, a name of its own, target and event.
        <CopyStep name="Name" text={title} />
      </List.Item>
      <List.Item>
        <b>Opt-Out</b>: everybody takes part from the first save. With Opt-In each client or group is
        subscribed by hand. Some targets have no choice.
      </List.Item>
      <List.Item>
        <b>Conditions</b>, where not every such event is meant: field, operator and value; all or any of them.
      </List.Item>
      <List.Item>
        <b>URL</b>: the direct URL, as it is.
        <CopyStep name="URL" text={url} isSecret />
      </List.Item>
      <List.Item>
        <b>Request type</b>: <b>POST</b> ({methods.join(', ')} are taken alike).
      </List.Item>
      <List.Item>
        <AuthorizationStep credentials={credentials} />
      </List.Item>
      <List.Item>
        <b>Content type</b>.
        <CopyStep name="Content type" text={contentType} />
      </List.Item>
      <List.Item>
        <b>Payload</b>, with the placeholders that are yours.
        {template === null ? (
          ' This format has none: see below.'
        ) : (
          <CopyStep name="Payload" text={template.text} isLong />
        )}
      </List.Item>
      <List.Item>
        <b>Preview</b>, and look whether it is whole: a field without a value becomes an empty text.
      </List.Item>
      <List.Item>
        <b>Save</b>. Then let one event happen: it stands under Requests, also when it is refused.
      </List.Item>
    </List>
  )
}

function AuthorizationStep({ credentials }: { credentials: WebhookView['credentials'] }) {
  if (credentials === null)
    return (
      <>
        <b>Authorization</b>: see the problem above first.
      </>
    )
  if (credentials.type === 'none') return <b>No Authorization</b>
  if (credentials.type === 'basic')
    return (
      <>
        <b>Basic Authorization</b>, with user and password.
        <CopyStep name="User" text={credentials.user} isSecret />
        <CopyStep name="Password" text={credentials.pass} isSecret />
      </>
    )
  return (
    <>
      <b>No Authorization</b>, and a <b>custom header</b>.
      <CopyStep name="Header" text={credentials.name} />
      <CopyStep name="Value" text={credentials.value} isSecret />
    </>
  )
}
