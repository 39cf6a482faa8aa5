import { byCodeUnit } from '../base/order.ts'
import type { Host } from './fleet.ts'

/** The order that ranks hosts: region, IDC, module, rack, name, by code unit. Ties of the score end here. */
export function compareHosts(a: Host, b: Host): number {
  return (
    byCodeUnit(a.region, b.region) ||
    byCodeUnit(a.idc, b.idc) ||
    byCodeUnit(a.module, b.module) ||
    byCodeUnit(a.rack, b.rack) ||
    byCodeUnit(a.name, b.name)
  )
}
