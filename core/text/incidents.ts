import { Role, type CueTable } from './lexicon.ts'

const { CLOSED, SPOILER } = Role

/**
 * What happened to the customer, told in plain words: things lost, broken or charged, promises not kept. Such sentences are
 * complaints although no word in them is a feeling. Written by us, from everyday use in many trades.
 */
export const incidentCues: CueTable = [
  // Lost, late, broken, wrong.
  {
    valence: -2.6, role: SPOILER,
    patterns: `
      lost|misplaced|damaged|broke|destroyed|stole %my [%thing], lost [%thing], missing %thing, %thing [%be] missing|lost|damaged|stolen|
      broken|delayed|gone|late|down, missed [%my] * %thing, miss %my * %thing, %be missing, did not make %my|it, left * behind,
      leave|leaving|left|forget|forgetting|forgot %my [%thing],
    `,
  },
  {
    valence: -2.6, role: CLOSED,
    patterns: `
      not working|loading|responding|answering|delivered|received|arrived|available|functioning|charging|connecting|syncing|
       opening|playing|letting|allowing|going|getting|receiving|helping|showing|shown|fair|right|cool|ok|okay|acceptable|enough,
      does|do|did not work|fit|load|open|connect|charge|hold|exist|respond|let|allow|turn|stay|deliver|arrive|come|show|receive|
      get|help|care|honor|honour|bother|fix|last|recognize|seem|even|like, does|did not make|offer|include|match|call|tell|send|
      give|keep|accept|save|print|sync|update, will|would not work|load|open|let|connect|turn|start|charge|help|give|refund|
       answer|accept|allow|honor|honour|stay|budge|ship|deliver|even|hold|tell|take|send|stop|play|sync|update|print|close,
      have|has|had not received|heard|arrived|gotten|got|come|worked|shipped|changed|responded|replied|moved|updated|delivered|refunded,
      do not buy|waste|bother|use|fly|recommend|trust|order|go|stay|shop|book|rent, dies|drains|died within|in|after|quickly|fast|so,
      deletes|deleted|wiped|erased my|our|all, throw|threw|throws|tossed|dumped %my %thing|box,
      stop|stopped|stops|quit working|responding|charging|playing, fell|falls|fall|falling apart, broke|breaks|break|broken down|after|in,
      died after|in|within, shut|shuts|shutting down|off, %be down, went|goes|gone down|wrong|dead, out of order|service|stock|warranty,
    `,
  },
  {
    valence: -1.8, role: CLOSED,
    patterns: `
      can not|could not, unable to, not able, keep|keeps|kept saying|telling|getting|crashing|freezing|dropping|
       failing|changing|asking|sending|giving|happening|going|being|losing|disconnecting|calling|trying|charging|breaking|hanging|
      cancelling, locked|logged|kicked|timed|timing|shut|logs|logging|kicks|kicking|locks|locking [me|us|you] out,
      keep|keeps raising|increasing|logging|kicking|locking|deleting|disappearing|showing|spinning|rejecting|refusing|
      stopping|restarting|buffering|popping, try|tried|trying to log|get|reach|call|contact|book|change|find|speak|talk|
      use|cancel|check|call|rebook, ran|run|running out,
    `,
  },
  // Money and promises.
  {
    valence: -3, role: CLOSED,
    patterns: `
      charged|billed|debited|charge|charging [me] [my] * twice|double|again|extra, double charged|billed|charge,
      charged me|us|my|for|a|an|%n, hidden fee|fees|charge|charges|cost|costs, ripped|rip|ripping [me|us|people] off, rip off,
      bait and switch, false advertising, money|cash grab, my money back, owe|owes me|us, over charged|priced,
    `,
  },
  {
    valence: -2, role: CLOSED,
    patterns: `
      want|get|give * money|refund [back], waiting|wait|asked|asking for [a|my|the] refund, %my refund, money back, supposed to,
      was|were|been|being told, promised|promise me|us|a|to|that, promised, told me|us [that] [it|to|they|i],
      claims|claimed|claiming to|that|it, said [it|they|that|you|he|she] would,
      not|nothing as described|advertised|pictured|expected|promised|shown, wrong %thing|size|color|colour|address|one|name|place|
      information|info, false|wrong promises|information,
    `,
  },
  {
    valence: -3, role: CLOSED,
    patterns: `
      last straw, lost|losing|lose a|my|your|this|another [loyal|good|long] customer|customers|business,
      take|taking my|our business|money elsewhere, last time [i|we|you] [will|ever] fly|flying|use|using|buy|buying|order|ordering|stay|
      staying|deal|dealing|with, first and last, stay|steer away|clear, run away, waste|wasted [of|my|our|your] money|time|%n|so|a,
      waste of, back to the store, save your money|time|yourself, returned it|them, doubled|tripled,
      sent|sending|returned|returning|send|return it|them|this [right] back, in the trash|garbage|bin,
    `,
  },
  {
    valence: -1.5, role: CLOSED,
    patterns: `
      switch|switching|switched to|back|over, going|go elsewhere|somewhere, cancel|cancelling|canceling|close|
      closing my|our account|subscription|membership|order|contract, forced to|me|us, made|makes|make me|us|you wait|pay|miss|late|
      stand|sit|go|do|take|check, had to, have to pay|call|go|keep|buy|sit|stand, having to, ended up,
    `,
  },
  // Dirty, small, old, and what one does not want to find.
  {
    valence: -2.2, role: CLOSED,
    patterns: `
      too long|slow|small|big|loud|expensive|late|short|tight|hard|salty|sweet|dry|cold|hot|large|heavy|thin|weak|difficult|
      complicated|dark|noisy|far|bad|little|high, bed bugs, bedbugs, cockroach, cockroaches, roaches, mold, mould, hair in,
      smells|smelled|smell|smelling like|of|bad, food poisoning, poor|bad|low|horrible|terrible quality|service,
      not clean|fresh|hot|comfortable|safe|secure, run down, out of date, outdated, paper thin, hard|stiff as, could hear, stale air,
      no toilet|towels,
    `,
  },
]
