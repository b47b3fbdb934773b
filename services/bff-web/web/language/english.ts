import { pluralIn } from './plural.ts'

/**
 * Every word of the page, its numbers as the locale writes them. The other languages have the same shape, so a missing
 * word does not compile.
 */
export const english = (locale: string) => {
  const plural = pluralIn(locale)
  return {
    product: 'Baltra',
    skip: 'Skip to content',
    loading: 'Loading…',
    close: 'Close',
    retry: 'Try again',
    none: '—',
    routes: { today: 'Today', funnel: 'Funnel', applications: 'Applications', openings: 'Openings' },
    /** The letter after `g`. */
    keys: { today: 't', funnel: 'f', applications: 'a', openings: 'o' },
    navigation: 'Sections',
    of: (part: string, whole: string) => `${part} of ${whole}`,
    outOf: (whole: string) => `of ${whole}`,
    live: {
      on: 'Live',
      off: 'Reconnecting…',
      hint: (time: string) => `Last read at ${time}. New values arrive by themselves.`,
      lost: 'The connection is lost. The last good values stay on the page.',
      back: 'The connection is back.',
      arrived: (count: number) =>
        plural(count, { one: '# application more than before.', other: '# applications more than before.' }),
      changed: (total: number) =>
        plural(total, { one: 'The funnel changed: # application.', other: 'The funnel changed: # applications.' }),
    },
    states: {
      asOf: (ago: string) => `As of ${ago}`,
      staleHint: 'The source does not answer. This is the last good value.',
      down: 'Not available right now',
      downHint:
        'The hiring service does not answer, so there is nothing true to show here. Nothing is lost: what arrives meanwhile will appear once it is back.',
      works: (names: string) => `Still working: ${names}.`,
      worksNone: 'The page keeps asking by itself, less often the longer it takes.',
      offlineHint: 'This page cannot reach its server. Check the connection; it keeps trying by itself.',
    },
    today: {
      inZone: (zone: string) => `time zone ${zone}`,
      cameIn: 'What came in',
      leads: 'Leads from Meta',
      applications: 'Applications',
      parked: 'Wait for a person',
      waiting: (count: number) =>
        plural(count, { one: '# lead is being fetched from Meta.', other: '# leads are being fetched from Meta.' }),
      qualityFine: 'Data quality: nothing waits for a person.',
      qualityParked: (count: number) =>
        plural(count, { one: '# lead could not be imported.', other: '# leads could not be imported.' }),
      why: 'See why',
      latest: 'Latest arrivals',
      latestEmpty: 'The people who apply today will appear here, newest first.',
      latestEmptyAction: 'See the openings that can receive them',
      sources: 'By source',
      all: 'All applications of today',
    },
    funnel: {
      title: 'Funnel',
      company: 'All openings',
      opening: 'Opening',
      stage: 'Stage',
      reached: 'Reached',
      active: 'Active now',
      legendReached: 'reached this stage or went further',
      legendActive: 'are in it now',
      bar: (stage: string, reached: string, total: string, active: string) =>
        `${stage}: ${reached} of ${total} reached it, ${active} are there now. See the applications`,
      explain: (what: string, value: string) => `${what}: ${value}. What does it count?`,
      empty: 'The stages of your pipeline will fill up here as soon as somebody applies.',
      emptyAction: 'See the openings that can receive applications',
      total: 'Applications in all',
      outcomes: 'Outcomes',
      outcomesEmpty: 'Nobody has left the funnel yet. Hired, rejected and withdrawn people are counted here.',
      unbalanced: 'These numbers do not add up. Open any of them for the check.',
      unknownOpening: 'There is no such opening in this company.',
      wholeCompany: 'Show all openings',
    },
    outcomes: {
      active: 'Active',
      hired: 'Hired',
      rejected: 'Rejected',
      withdrawn: 'Withdrew',
      no_show: 'Did not show up',
      unresponsive: 'Does not answer',
      ineligible: 'Not eligible',
      position_closed: 'Position closed',
      duplicate: 'Duplicate',
      data_error: 'Data error',
    } as Record<string, string>,
    sources: {
      form: 'Form',
      meta_lead: 'Meta lead ad',
      whatsapp: 'WhatsApp',
      import: 'Import',
    } as Record<string, string>,
    openings: {
      title: 'Openings',
      seats: 'Headcount filled',
      started: 'Started',
      active: 'Active now',
      status: { open: 'Open', closed: 'Closed' } as Record<string, string>,
      funnelOf: (name: string) => `See the funnel of ${name}`,
      empty: 'The openings that this company hires for will appear here, with how many people they need.',
      emptyAction: 'Look again',
    },
    applications: {
      title: 'Applications',
      all: 'All applications',
      metric: 'Show',
      metrics: { all: 'All', reached: 'Reached the stage', active: 'Active in the stage', outcome: 'With an outcome' },
      anyStage: 'Choose a stage',
      counted: (count: number, more: boolean) =>
        more
          ? plural(count, { one: 'The newest one', other: 'The newest #' })
          : plural(count, { one: '# application', other: '# applications' }),
      reached: (stage: string) => `Applications that reached “${stage}” or went further`,
      active: (stage: string) => `Applications that are active in “${stage}”`,
      outcome: (outcome: string) => `Applications with the outcome “${outcome}”`,
      activeAll: 'Active applications',
      on: (day: string) => `Made on ${day}`,
      from: (source: string) => `Source: ${source}`,
      drop: (filter: string) => `Remove the filter “${filter}”`,
      search: 'Search by name or phone',
      searching: (query: string) => `Names and phones with “${query}”`,
      searched: (count: number) => plural(count, { one: 'among the newest #', other: 'among the newest #' }),
      more: 'Load more',
      empty: 'No application is counted here right now. New ones appear by themselves.',
      emptyAction: 'See all applications',
      nothingFound: 'Nothing found among the loaded applications.',
      candidate: 'Candidate',
      stage: 'Stage',
      outcomeLabel: 'Outcome',
      source: 'Source',
      appliedAt: 'Applied',
      opening: 'Opening',
      phone: 'Phone',
      attempt: 'Attempt',
      id: 'Id',
      timeline: 'Timeline',
      notFound: 'There is no such application in this company.',
    },
    timeline: {
      'funnel.applied': (_from?: string, to?: string) => (to ? `Applied: ${to}` : 'Applied'),
      'funnel.stage_entered': (from?: string, to?: string) => (from ? `${from} → ${to ?? ''}` : `Entered ${to ?? ''}`),
      'funnel.move_retracted': (from?: string, to?: string) => `Move taken back: ${from ?? ''} → ${to ?? ''}`,
      'funnel.outcome_set': (_from?: string, _to?: string, outcome?: string) => `Outcome: ${outcome ?? ''}`,
    } as Record<string, (from?: string, to?: string, outcome?: string) => string>,
    skipped: 'stages left out',
    actors: { system: 'System', consumer: 'Automatic', key: 'API key' } as Record<string, string>,
    reason: (text: string) => `Reason: ${text}`,
    definition: {
      asOf: 'As of',
      zone: 'Time zone',
      scope: 'Counted over',
      pipeline: 'Pipeline version',
      mode: 'Mode',
      modes: { snapshot: 'Snapshot: as things are now' } as Record<string, string>,
      check: 'Adds up',
      checkFine: (active: string, outcomes: string, total: string) =>
        `Yes: ${active} active + ${outcomes} with an outcome = ${total} in all`,
      checkBroken: (active: string, outcomes: string, total: string) =>
        `No: ${active} active + ${outcomes} with an outcome are not ${total} in all. Do not rely on these numbers; tell whoever runs the system.`,
      day: 'Day',
      share: 'Of all applications',
      rows: (count: number) =>
        plural(count, { one: 'See the # application it counts', other: 'See the # applications it counts' }),
      rowsRelated: 'See the applications that came from them',
      gone: 'This number is not on the page any more.',
      reached: (stage: string) => ({
        title: `Reached “${stage}”`,
        means:
          'Applications whose furthest stage, ever, is this one or a later one. An outcome such as rejected never lowers it; a move taken back as a mistake does. It never grows from one bar to the next.',
      }),
      active: (stage: string) => ({
        title: `Active in “${stage}”`,
        means: 'Applications that are in this stage right now and have no outcome: the work that lies here.',
      }),
      outcome: (outcome: string) => ({
        title: `Outcome “${outcome}”`,
        means: 'Applications that ended this way. They are not active in any stage, but still count where they got to.',
      }),
      total: {
        title: 'Applications in all',
        means:
          'Every application made, active or ended. A person who applies again is another attempt and counts again.',
      },
      leads: {
        title: 'Leads from Meta, today',
        means:
          'Lead forms that Meta reported since midnight of the company, each once. Most become an application within a second; some wait to be fetched, and some cannot be imported.',
      },
      arrivals: {
        title: 'Applications, today',
        means: 'Applications made since midnight of the company, from every source.',
      },
      parked: {
        title: 'Leads that wait for a person',
        means:
          'Leads that Meta reported, today or before, and that could not be imported, whatever was tried. They are kept, with the reason.',
      },
      started: {
        title: 'Started against headcount',
        means: 'People who reached “started” in this opening, of the people that it needs. No headcount, no rate.',
      },
      activeInOpening: {
        title: 'Active in this opening',
        means: 'Applications to this opening that have no outcome yet, whatever their stage.',
      },
    },
    signIn: {
      title: 'Sign in',
      intro: 'Enter the API key of your company. It stays in this tab and is gone when you close it.',
      key: 'API key',
      submit: 'Sign in',
      refused: 'This key is not accepted. Check it, or ask whoever gave it to you.',
      forbidden: 'This key may not see the dashboard.',
      checking: 'Checking…',
      out: 'Sign out',
      as: (role: string) => `Signed in as ${role}`,
    },
    roles: {
      owner: 'owner',
      admin: 'admin',
      recruiter: 'recruiter',
      partner_manager: 'partner manager',
      approver: 'approver',
      viewer: 'viewer',
    } as Record<string, string>,
    preferences: {
      language: 'Language',
      theme: 'Theme',
      themes: { system: 'System', light: 'Light', dark: 'Dark' },
    },
    help: {
      open: 'Help and keyboard',
      title: 'Keyboard',
      search: 'Search applications',
      help: 'This help',
      go: (where: string) => `Go to ${where}`,
      arrows: 'Move in a list',
      escape: 'Close',
      singleKeys: 'Shortcuts of a single key',
      singleKeysHint: 'Turn them off if you dictate or use a switch.',
    },
    notFound: { title: 'There is nothing here', hint: 'The address may be old or mistyped.', action: 'Go to Today' },
  }
}

export type Messages = ReturnType<typeof english>
