import type { Fault } from '../../base/result.ts'

interface FaultTableProps {
  readonly faults: readonly Fault[]
  readonly label: string
  /** Heading of the first column. */
  readonly where?: string
}

/** Every fault with where it is, what was found and what was expected. */
export default function FaultTable({ faults, label, where = 'Where' }: FaultTableProps) {
  return (
    <div className="fault-box">
      <table className="faults" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{where}</th>
            <th scope="col">Found</th>
            <th scope="col">Expected</th>
          </tr>
        </thead>
        <tbody>
          {faults.map((fault, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a list of faults is replaced whole
            <tr key={i}>
              <td>
                <code>{fault.path === '' ? '(document)' : fault.path}</code>
              </td>
              <td>{fault.found}</td>
              <td>{fault.expected}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
