import { formatCpuList } from '../../../base/cpu-list.ts'
import type { BrokenLaw } from '../../../worker/cases-protocol.ts'
import { counted } from '../../push/parts/words.ts'
import { runCommand } from '../../shell/commands.ts'
import { useProveView } from '../use-prove.ts'
import { stepNow } from './case-store.ts'
import { breakStep, type CaseStory, pointedAt, stateAfter } from './case-story.ts'
import { lawWords } from './laws.ts'
import { memoryWords } from './step-words.ts'

/** Most broken laws told of at one step. */
const SHOWN_MAX = 5

/** Which law the case breaks, where, and whom it is about; or that it holds today. */
export default function Verdict({ story }: { readonly story: CaseStory }) {
  useProveView((view) => view.step)
  const step = stepNow()
  const here = story.breaks.get(step) ?? []
  const { found, decidedBy } = story.opened
  const laws = new Set([...story.breaks.values()].flat().map(({ law }) => law)).size
  const line = story.opened.steps[step - 1]
  return (
    <section className="panel verdict" aria-labelledby="verdict-title" aria-live="polite">
      <header className="panel-header">
        <h2 id="verdict-title">{story.breaks.size === 0 ? 'Every law holds' : 'What breaks'}</h2>
        <span className="spacer" />
        {laws > 0 && <span className="figure faint">{counted(laws, 'law')}</span>}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it */}
      <section className="verdict-body" aria-label="Laws at this step" tabIndex={0}>
        {here.slice(0, SHOWN_MAX).map((law) => (
          <BrokenHere key={`${law.law} ${law.file} ${law.line} ${law.message}`} story={story} law={law} step={step} />
        ))}
        {here.length > SHOWN_MAX && <p className="faint">and {here.length - SHOWN_MAX} more at this step</p>}
        {here.length > 0 && line !== undefined && (
          <pre className="log-line">
            {line.log}.ndjson:{line.line} {line.text}
          </pre>
        )}
        {here.length === 0 && story.breaks.size > 0 && <Elsewhere story={story} />}
        {story.breaks.size === 0 && (
          <p>
            <b className="good">Holds today.</b>{' '}
            {decidedBy === 'engine' && 'Today’s engine was asked the same again, and the auditor finds nothing wrong.'}
          </p>
        )}
        {story.breaks.size === 0 && found !== null && (
          <p>
            It was found breaking <b>{lawWords(found.law).title}</b>: <span className="faint">{found.message}</span>
          </p>
        )}
      </section>
    </section>
  )
}

function BrokenHere({
  story,
  law,
  step,
}: {
  readonly story: CaseStory
  readonly law: BrokenLaw
  readonly step: number
}) {
  const { title, says } = lawWords(law.law)
  const state = stateAfter(story, step)
  const { hosts, pods, cpus } = pointedAt(story, state, law)
  const holding = state.holdings.get(law.pod ?? '')
  return (
    <article className="broken-law">
      <h3>
        <span aria-hidden="true">✕</span> <span data-testid="broken-law">{title}</span>
      </h3>
      <p>{says}</p>
      <p className="broken-message" data-testid="broken-message">
        {law.message}
      </p>
      <dl className="facts">
        {pods.length > 0 && <Fact label="Pods" value={pods.join(', ')} />}
        {hosts.length > 0 && <Fact label="Hosts" value={hosts.join(', ')} />}
        {cpus.length > 0 && <Fact label="Cpus" value={formatCpuList(cpus)} />}
        {holding !== undefined && <Fact label="Memory" value={memoryWords(holding)} />}
      </dl>
    </article>
  )
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="code" data-fact={label}>
        {value}
      </dd>
    </div>
  )
}

function Elsewhere({ story }: { readonly story: CaseStory }) {
  const place = breakStep(story)
  const law = story.breaks.get(place ?? 0)?.[0]
  if (place === null || law === undefined) return null
  return (
    <p>
      Nothing at this step. <b>{lawWords(law.law).title}</b> breaks at step {place}.{' '}
      <button type="button" className="link-button" onClick={() => runCommand('prove.break')}>
        Go there
      </button>
    </p>
  )
}
