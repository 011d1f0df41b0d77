import type { AuthView } from '../../api/views.ts'
import { SecretText } from '../../parts/code/secret-text.tsx'
import { Facts } from '../../parts/facts.tsx'

/** What a request must prove, as far as the role may see it. A null text: no key of this receiver opens it. */
export function AuthShown({ auth }: { auth: AuthView }) {
  const show = (text: string | null) =>
    text === null ? 'no key here opens it' : <SecretText>{text}</SecretText>
  switch (auth.type) {
    case 'none':
      return <Facts of={{ 'Type auth': 'No Auth' }} />
    case 'basic':
      return <Facts of={{ 'Type auth': 'Basic', User: show(auth.user), Password: show(auth.pass) }} />
    case 'header':
      return <Facts of={{ 'Type auth': 'Header', Header: auth.name, Value: show(auth.value) }} />
  }
}
