import { troublesOf } from '../../../model/agent-health.ts'
import { counted } from '../parts/words.ts'
import { selectLive } from '../state/push-view-store.ts'
import { usePush } from '../use-push.ts'
import { ListSection } from './list-section.tsx'

/** Agents with something wrong, and what; nothing where no agent has joined. */
export default function AgentsSection() {
  const agents = usePush((push) => push.agents)
  if (agents === null || agents.size === 0) return null
  const troubled = [...agents]
    .map(([host, agent]) => ({ host, troubles: troublesOf(agent) }))
    .filter(({ troubles }) => troubles.length > 0)
  return (
    <ListSection title="Agents" count={troubled.length} none={`${counted(agents.size, 'agent')}, all well.`} isBad>
      <ul className="names-list">
        {troubled.map(({ host, troubles }) => (
          <li key={host}>
            <button type="button" className="link-button" onClick={() => selectLive({ kind: 'host', name: host })}>
              {host}
            </button>{' '}
            {troubles.join('; ')}
          </li>
        ))}
      </ul>
    </ListSection>
  )
}
