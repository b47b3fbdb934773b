import type { Scene } from './scene.ts'
import type { TransportFeatures } from './transport-features.ts'

/** One promise, tried. */
export interface TransportTest {
  readonly title: string
  /** The features without which nothing is promised here. */
  readonly needs?: readonly Feature[]
  readonly run: (scene: Scene) => Promise<void>
}

/** The features that a transport has or has not. */
export type Feature = {
  [Name in keyof TransportFeatures]: TransportFeatures[Name] extends boolean ? Name : never
}[keyof TransportFeatures]
