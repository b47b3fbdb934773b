declare module 'vitest' {
  export interface ProvidedContext {
    /** The server that the workspace's integration tests share, and its migrated database to copy. */
    readonly postgres: { readonly url: string; readonly template: string }
  }
}

export {}
