/** A machine as a case of the kubelet oracle writes it. */
export interface RawMachine {
  readonly numa: readonly {
    readonly id: number
    readonly memoryMib: number
    readonly cores: readonly { readonly socket: number; readonly uncore: number; readonly cpus: readonly number[] }[]
  }[]
  readonly distances?: readonly (readonly number[])[]
}

export interface RawContainer {
  readonly name: string
  readonly cpu: string
  readonly memoryMib: number
  readonly burstable?: boolean
  readonly vfs?: number
  readonly gpus?: number
}

export type RawOp =
  | { readonly op: 'add'; readonly pod: string; readonly containers: readonly RawContainer[] }
  | { readonly op: 'remove'; readonly pod: string }
