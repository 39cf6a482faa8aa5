import { troublesOf } from '../../../model/agent-health.ts'
import { counted } from '../parts/words.ts'
import { usePush } from '../use-push.ts'
import HostTable from './host-table.tsx'
import { ListSection } from './list-section.tsx'

/** Agents with something wrong, and what; nothing where no agent has joined. */
export default function AgentsSection() {
  const agents = usePush((push) => push.agents)
  if (agents === null || agents.size === 0) return null
  const troubled = [...agents]
    .map(([host, agent]) => ({ host, words: troublesOf(host, agent).join('; ') }))
    .filter(({ words }) => words !== '')
  return (
    <ListSection title="Agents" count={troubled.length} none={`${counted(agents.size, 'agent')}, all well.`} isBad>
      <HostTable label="Agents with something wrong" head="What is wrong" rows={troubled} />
    </ListSection>
  )
}
