import type { FleetChange, FleetPlan, GoalCase, GroupPlan } from '../../../model/fleet-plan.ts'
import { anywayWords, dayOf, goalWords, lossWords, lostAt } from '../../../model/goal-words.ts'
import { formatCount } from '../../format.ts'
import MissesTable from './misses-table.tsx'
import { moduleHosts } from './module-hosts.ts'
import { answerOf, caseWords, daysWords, orderWords } from './plan-words.ts'

/** Hosts of each group month by month, each change with its modules and when to order it, and how the goal does. */
export default function BuyTab({ plan }: { readonly plan: FleetPlan }) {
  const { groups, changes, present, planned, misses, late } = plan.status
  const months = Array.from({ length: plan.spec.months }, (_, month) => month)
  return (
    <>
      <p className="buying-answer" data-testid="answer">
        {answerOf(plan)}
      </p>
      <p className="faint" data-testid="promise">
        Goal: {goalWords(plan.spec.goal, formatCount)}.
      </p>
      <MissesTable title="What misses the goal" spec={plan.spec} misses={misses} />
      <MissesTable
        title="What misses the goal when all is ordered as the scenario begins"
        spec={plan.spec}
        misses={late?.misses ?? []}
      />
      <h3>Hosts by group, module and month</h3>
      <table className="figures" aria-label="Hosts by group and month">
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col" className="words">
              lead time
            </th>
            <th scope="col">now</th>
            {months.map((month) => (
              <th key={month} scope="col">
                month {month + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <GroupRows key={group.name} group={group} changes={changes} />
          ))}
        </tbody>
      </table>
      {changes.length > 0 && <h3>What to order and what to free</h3>}
      {changes.length > 0 && <Changes changes={changes} groups={groups} />}
      <h3>Seeds that keep the goal</h3>
      <div className="goal-cases">
        <Cases title="As it stands" cases={present} />
        <Cases title="As planned" cases={planned} />
      </div>
    </>
  )
}

/** A group, and below it each of its modules where it has several. */
function GroupRows({ group, changes }: { readonly group: GroupPlan; readonly changes: readonly FleetChange[] }) {
  const { name, idc, topology, modules, present, hosts, leadTimeUs, isLeadTimeAssumed } = group
  return (
    <>
      <tr data-group={name}>
        <th scope="row">
          {name} <span className="faint">{`${idc} · ${topology}`}</span>
          {group.anyway.length > 0 && <small className="faint"> anyway {anywayWords(group, formatCount)}</small>}
        </th>
        <td className="words" title={isLeadTimeAssumed ? 'Assumed: the scenario does not say' : undefined}>
          {daysWords(leadTimeUs)}
          {isLeadTimeAssumed && ' *'}
        </td>
        <MonthCells now={present} hosts={hosts} />
      </tr>
      {modules.length > 1 &&
        moduleHosts(group, changes).map((each) => (
          <tr key={each.module} className="faint" data-module={each.module}>
            <th scope="row" className="inner">
              {each.module}
            </th>
            <td />
            <MonthCells now={each.now} hosts={each.hosts} />
          </tr>
        ))}
    </>
  )
}

function MonthCells({ now, hosts }: { readonly now: number; readonly hosts: readonly number[] }) {
  return (
    <>
      <td>{formatCount(now)}</td>
      {hosts.map((count, month) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a month is its place
        <MonthCell key={month} before={month === 0 ? now : hosts[month - 1]} count={count} />
      ))}
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

interface ChangesProps {
  readonly changes: readonly FleetChange[]
  readonly groups: readonly GroupPlan[]
}

function Changes({ changes, groups }: ChangesProps) {
  return (
    <table className="figures" aria-label="What to order and what to free">
      <thead>
        <tr>
          <th scope="col">Month</th>
          {['Group', 'What', 'Modules', 'There on', 'Order by', 'Takes'].map((head) => (
            <th key={head} scope="col" className="words">
              {head}
            </th>
          ))}
          <th scope="col">Cost to the end</th>
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
            <td className={orderByUs !== null && orderByUs < 0 ? 'words danger-text' : 'words'}>
              {orderByUs === null ? '–' : orderWords(orderByUs)}
            </td>
            <td className="words">{orderByUs === null ? '–' : leadOf(groups, group)}</td>
            <td>{formatCount(cost)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function leadOf(groups: readonly GroupPlan[], name: string): string {
  return daysWords(groups.find((group) => group.name === name)?.leadTimeUs ?? 0)
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
            <tr key={JSON.stringify(each.loss)}>
              <th scope="row">with {lossWords(each.loss, lostAt(each))}</th>
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
