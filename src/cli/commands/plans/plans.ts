import { declareConnection } from '../../client/connect.ts'
import type { CommandGroup } from '../command-spec.ts'
import { ACTIONS } from './act.ts'
import { auditLog, declareAuditLog } from './audit-log.ts'
import { create, declareCreate } from './create.ts'
import { declareNamed, diff, list, show } from './show.ts'

/** `berth plans`: make plans and take them through their states. */
export const PLANS: CommandGroup = {
  commands: [
    { name: 'create', summary: 'make a draft of what a file asks for', declare: declareCreate, run: create },
    { name: 'list', summary: 'list plans', declare: declareConnection, run: list },
    { name: 'show', summary: 'show a plan and how far it is', declare: declareNamed, run: show },
    { name: 'diff', summary: 'show what a plan changes on each host', declare: declareNamed, run: diff },
    ...ACTIONS,
    { name: 'audit', summary: 'show who did what, and verify the chain', declare: declareAuditLog, run: auditLog },
  ],
}
