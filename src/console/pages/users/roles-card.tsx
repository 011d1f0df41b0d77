import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'

export function RolesCard() {
  return (
    <Card title="What a role may">
      <Facts
        of={{
          viewer: 'see everything but secrets',
          operator:
            'also pause processes, mend what is in quarantine, signal, cancel, modify and run tasks again, and try a process',
          editor: 'also change settings, terminate tasks, and see direct URLs and credentials',
        }}
      />
    </Card>
  )
}
