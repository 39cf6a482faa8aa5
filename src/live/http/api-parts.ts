import type { Result } from '../../base/result.ts'
import type { AgentHealth } from '../../model/api.ts'
import type { PlanRequest } from '../../model/plan.ts'
import type { Access } from '../access/access.ts'
import type { Invitations } from '../access/invitations.ts'
import type { TokenBook } from '../access/token-book.ts'
import type { AuditEntry, AuditLine } from '../audit/audit-log.ts'
import type { Clock } from '../clock.ts'
import type { PlanService } from '../plans/plan-service.ts'
import type { RequestRows } from '../store/request-rows.ts'
import type { ComponentSchemas } from './openapi-document.ts'
import type { WatchedTarget } from './watched-target.ts'

/** All that the API stands on. */
export interface ApiParts {
  readonly plans: PlanService
  readonly access: Access
  readonly tokens: TokenBook
  readonly invitations: Invitations
  readonly target: WatchedTarget
  /** How agents are that have joined, by host, as last seen. */
  readonly agentHealth: () => Promise<ReadonlyMap<string, AgentHealth>>
  readonly audit: {
    append(entry: AuditEntry): void
    /** Lines above `after`, at most `count`, in order. */
    lines(after: number, count: number): readonly AuditLine[]
  }
  readonly requests: Pick<RequestRows, 'get'>
  readonly clock: Clock
  /** Writes something to the store; throws when the disk does not let it. */
  probeStore(): void
  parsePlanRequest(document: unknown): Result<PlanRequest>
  readonly schemas: ComponentSchemas
}
