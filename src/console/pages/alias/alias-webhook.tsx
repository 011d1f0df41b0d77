import type { AliasDetails } from '../../api/views.ts'
import { Empty } from '../../parts/states/empty.tsx'
import { WebhookTab } from '../process/webhook-tab.tsx'

/** The Webhook tab of the process the alias points at, with the URL of the alias. */
export function AliasWebhook({ alias: { alias, process } }: { alias: AliasDetails }) {
  if (process === null) {
    return (
      <Empty title="This alias points at nothing">
        Point it at a process, and its webhook is shown here.
      </Empty>
    )
  }
  return <WebhookTab process={process} title={alias} inCode only={alias} />
}
