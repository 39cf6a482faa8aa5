import { useStore } from 'zustand'
import { policyStore } from '../state/policy.ts'
import FaultTable from './fault-table.tsx'

/** Over any screen while the policy's file has faults: each with its line. */
export default function PolicyFaults() {
  const policy = useStore(policyStore, (store) => store.policy)
  if (policy === null || policy.faults.length === 0) return null
  const { file, faults } = policy
  return (
    <section className="policy-faults" role="alert">
      <h2>
        {file} has {faults.length} {faults.length === 1 ? 'fault' : 'faults'}
      </h2>
      <FaultTable faults={faults} label={`Faults of ${file}`} />
      <p>Runs have the version before until it is mended.</p>
    </section>
  )
}
