/** A browser's storage under one prefix. It may be forbidden or full: then a choice lasts as long as the page. */
export interface Store {
  readonly read: (name: string) => string | null
  readonly write: (name: string, value: string | null) => void
}

const storeIn = (storage: () => Storage): Store => ({
  read: (name) => {
    try {
      return storage().getItem(`baltra.${name}`)
    } catch {
      return null
    }
  },
  write: (name, value) => {
    try {
      if (value === null) storage().removeItem(`baltra.${name}`)
      else storage().setItem(`baltra.${name}`, value)
    } catch {
      return
    }
  },
})

export const localStore = storeIn(() => localStorage)
export const tabStore = storeIn(() => sessionStorage)
