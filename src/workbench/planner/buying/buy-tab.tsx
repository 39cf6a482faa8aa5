import type { FleetChange, FleetPlan, GoalCase } from '../../../model/fleet-plan.ts'
import { formatCount } from '../../format.ts'
import { answerOf, caseWords, dayOf, lossWords } from './plan-words.ts'

/** Hosts of each group month by month, each change with its modules and when to order it, and how the goal does. */
export default function BuyTab({ plan }: { readonly plan: FleetPlan }) {
  const { groups, changes, present, planned } = plan.status
  const months = Array.from({ length: plan.spec.months }, (_, month) => month)
  return (
    <>
      <p className="buying-answer" data-testid="answer">
        {answerOf(plan)}
      </p>
      <h3>Hosts by group and month</h3>
      <table className="figures" aria-label="Hosts by group and month">
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">now</th>
            {months.map((month) => (
              <th key={month} scope="col">
                month {month + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map(({ name, idc, topology, present: now, hosts }) => (
            <tr key={name} data-group={name}>
              <th scope="row">
                {name} <span className="faint">{`${idc} · ${topology}`}</span>
              </th>
              <td>{formatCount(now)}</td>
              {months.map((month) => (
                <MonthCell key={month} before={month === 0 ? now : hosts[month - 1]} count={hosts[month]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length > 0 && <h3>What to order and what to free</h3>}
      {changes.length > 0 && <Changes changes={changes} />}
      <h3>Seeds that keep the goal</h3>
      <div className="goal-cases">
        <Cases title="As it stands" cases={present} />
        <Cases title="As planned" cases={planned} />
      </div>
    </>
  )
}

function MonthCell({ before, count }: { readonly before: number; readonly count: number }) {
  const by = count - before
  return (
    <td className={by > 0 ? 'grows' : by < 0 ? 'shrinks' : undefined}>
      {formatCount(count)}
      {by !== 0 && <small> {by > 0 ? `+${by}` : `−${-by}`}</small>}
    </td>
  )
}

function Changes({ changes }: { readonly changes: readonly FleetChange[] }) {
  return (
    <table className="figures" aria-label="What to order and what to free">
      <thead>
        <tr>
          {['Month', 'Group', 'What', 'Modules', 'There on', 'Order by', 'Cost to the end'].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map(({ kind, group, month, atUs, count, byModule, orderByUs, cost }) => (
          <tr key={`${group} ${month} ${kind}`} data-change={`${group} ${month}`}>
            <th scope="row">{month + 1}</th>
            <td className="words">{group}</td>
            <td className={kind === 'add' ? 'words grows' : 'words shrinks'}>
              {kind === 'add' ? 'buy' : 'free'} {formatCount(count)}
            </td>
            <td className="words">
              {Object.entries(byModule)
                .filter(([, hosts]) => hosts > 0)
                .map(([module, hosts]) => `${module} ${hosts}`)
                .join(', ')}
            </td>
            <td className="words">{dayOf(atUs)}</td>
            <td className="words">{orderByUs === null ? '–' : dayOf(orderByUs)}</td>
            <td>{formatCount(cost)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cases({ title, cases }: { readonly title: string; readonly cases: readonly GoalCase[] }) {
  return (
    <table className="figures" aria-label={`Seeds that keep the goal, ${title.toLowerCase()}`}>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">seeds</th>
        </tr>
      </thead>
      <tbody>
        {cases.map((each) => {
          const { text, isKept } = caseWords(each)
          return (
            <tr key={lossWords(each.loss)}>
              <th scope="row">{lossWords(each.loss)}</th>
              <td className={isKept ? 'good' : 'danger-text'}>
                <span aria-hidden="true">{isKept ? '✓' : '✕'}</span> {text}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
